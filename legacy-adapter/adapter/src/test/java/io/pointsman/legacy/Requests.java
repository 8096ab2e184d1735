package io.pointsman.legacy;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests of one movement. */
final class Requests {
  static final Instant TAKEN_AT = Instant.parse("2026-11-21T02:00:00Z");
  static final Instant REFERENCE_TIME = Instant.parse("2026-11-21T02:00:05Z");

  private Requests() {}

  static JobRequest of(String runId) {
    return ofCohort(runId, null);
  }

  static JobRequest ofCohort(String runId, String cohort) {
    JobKey key = new JobKey(runId, 1, Connector.LEGACY, 1);
    Movement movement = Movement.parse("members/profiles/by_id -> lake.members.profiles");
    return new JobRequest(
        key,
        new Movement(
            movement.source(), movement.destination(), movement.dataModel(), cohort, Map.of()),
        null,
        null,
        new BackupPin(
            "members", "medusa", "b-7", TAKEN_AT, REFERENCE_TIME, null, "ALL", "00", List.of()),
        key.branch(),
        null,
        null,
        null,
        Map.of());
  }
}
