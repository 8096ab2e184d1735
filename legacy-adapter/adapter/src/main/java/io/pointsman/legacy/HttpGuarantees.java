package io.pointsman.legacy;

import java.util.ArrayList;
import java.util.List;

/** What a job service, as it is configured, cannot be relied on for. */
final class HttpGuarantees {
  private HttpGuarantees() {}

  static List<String> missing(HttpEngineSettings settings, LegacyEngine.Abilities abilities) {
    List<String> missing = new ArrayList<>();
    if (!abilities.findsByRunId()) {
      missing.add(
          "The service cannot be asked for a job by its key: a submit whose answer was lost is sent"
              + " again with the same "
              + settings.idempotencyHeader()
              + " header, and runs twice if the service ignores that header; findByRunId helps");
    }
    if (!abilities.takesPin()) {
      missing.add(
          abilities.reportsWhatItRead()
              ? "The service chooses the backup itself and says afterwards which: a shadow can only"
                  + " run after it; {pin.backupId} in submit helps"
              : "The service chooses the backup itself and does not say which: proofs are unpinned"
                  + " and never count as clean; {pin.backupId} in submit, or answer.backupId, helps");
    }
    if (!abilities.takesReferenceTime() && settings.answer().referenceTime() == null) {
      missing.add(
          "The service judges TTLs at a time that nobody else knows: rows about to expire may"
              + " differ; {pin.referenceTime} in submit, or answer.referenceTime, helps");
    }
    if (!abilities.writesElsewhere()) {
      missing.add(
          "The service writes where it always did, whatever it is told: it is compared by its"
              + " published snapshot; {branch} or {stagingTable} in submit helps");
    }
    if (!abilities.stages()) {
      missing.add(
          "The service publishes by itself, so the fence cannot hold back one that wakes up late;"
              + " {branch} in submit together with answer.snapshotId helps");
    }
    if (!abilities.cancels()) {
      missing.add("A job that was started cannot be stopped; cancel helps");
    }
    return List.copyOf(missing);
  }
}
