package io.pointsman.publication;

import io.pointsman.decider.FailureReason;
import java.util.List;
import java.util.Optional;

/** How an audit of what a job staged came out. */
public sealed interface AuditResult {

  /** One sentence for people. */
  String message();

  /** Why it must not be published, or empty when it may. */
  Optional<FailureReason> failure();

  /**
   * What is staged is what the job said.
   *
   * @param snapshotId what to publish
   * @param rows its rows
   * @param dataFiles its data files
   * @param bytes of its data files
   * @param filesLookedFor data files that were looked for on the store, too; the others' existence
   *     was taken from the manifests
   */
  record Passed(long snapshotId, long rows, long dataFiles, long bytes, long filesLookedFor)
      implements AuditResult {
    @Override
    public String message() {
      return "Staged snapshot %d holds %d rows in %d files, %d bytes; %d of the files were looked for."
          .formatted(snapshotId, rows, dataFiles, bytes, filesLookedFor);
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.empty();
    }
  }

  /** It is not; one sentence a fault. */
  record Failed(List<String> faults) implements AuditResult {
    public Failed {
      faults = List.copyOf(faults);
    }

    @Override
    public String message() {
      return "What is staged is not what the job said: " + String.join("; ", faults);
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.AUDIT_FAILED);
    }
  }

  /** The catalog or the store did not answer; asking again may help. */
  record Unavailable(String message) implements AuditResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.CATALOG_UNAVAILABLE);
    }
  }
}
