package io.pointsman.publication;

import io.pointsman.decider.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a publish came out. */
public sealed interface PublishResult {

  /** One sentence for people. */
  String message();

  /** Why the rows are not the table's rows, or empty when they are. */
  Optional<FailureReason> failure();

  /**
   * The staged rows are the table's rows, or were until a later publish.
   *
   * @param snapshotId the staged snapshot
   * @param earlier whether an earlier call had published it already
   * @param overwritten foreign snapshots that were overwritten because the rules allow it
   */
  record Published(long snapshotId, boolean earlier, List<Long> overwritten)
      implements PublishResult {
    public Published {
      overwritten = List.copyOf(overwritten);
    }

    @Override
    public String message() {
      String lost =
          overwritten.isEmpty()
              ? ""
              : " It overwrote the snapshots %s of another writer, as was allowed."
                  .formatted(overwritten);
      return (earlier ? "Snapshot %d was published already." : "Published snapshot %d.")
              .formatted(snapshotId)
          + lost;
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.empty();
    }
  }

  /**
   * A newer claim holds the destination; nothing was published.
   *
   * @param claimId the claim that is not the head
   * @param by the head, or null when the table has no fence any more (it was dropped and made anew,
   *     or somebody removed the branch)
   */
  record Fenced(String claimId, Claim by) implements PublishResult {
    @Override
    public String message() {
      if (by == null) {
        return "Not published: the claim %s is gone from the table, which was made anew or lost its"
                .formatted(claimId)
            + " fence branch.";
      }
      return "Not published: the destination is held by %s attempt %d of run %s, execution %d, of %s."
          .formatted(
              by.order().engine(),
              by.order().attempt(),
              by.order().runId(),
              by.order().execution(),
              by.movementId());
    }

    @Override
    public Optional<FailureReason> failure() {
      boolean otherRun = by != null && !ClaimOrder.parse(claimId).sameExecution(by.order());
      return Optional.of(otherRun ? FailureReason.SUPERSEDED : FailureReason.FENCE_LOST);
    }
  }

  /**
   * The table holds rows of a later backup or reference time.
   *
   * @param what {@code taken-at} or {@code reference-time}
   * @param table what the table's lineage names
   * @param staged what the staged snapshot's names
   */
  record BackInTime(String what, Instant table, Instant staged) implements PublishResult {
    @Override
    public String message() {
      return "Not published: it would take the table back in time, from %s %s to %s. Allow it in the"
              .formatted(what, table, staged)
          + " movement's input if that is meant.";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.BACK_IN_TIME);
    }
  }

  /**
   * Another writer changed the table since the run staged.
   *
   * @param snapshots what it wrote, newest first, as {@code id (operation)}
   */
  record DestinationChanged(List<String> snapshots) implements PublishResult {
    public DestinationChanged {
      snapshots = List.copyOf(snapshots);
    }

    @Override
    public String message() {
      return "Not published: another writer changed the table since this run staged: snapshots "
          + String.join(", ", snapshots)
          + ". Stop that writer, or allow overwriting in the movement's input.";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.DESTINATION_CHANGED);
    }
  }

  /** The table has no such staged snapshot, or it is not this claim's. */
  record NotStaged(String message) implements PublishResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.AUDIT_FAILED);
    }
  }

  /** The catalog refused, or the table is gone; nothing was published as far as could be seen. */
  record Unavailable(String message) implements PublishResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.CATALOG_UNAVAILABLE);
    }
  }

  /** Time ran out, and a commit that was sent may have landed; the next claim settles it. */
  record Unsettled(String message) implements PublishResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.COMMIT_UNKNOWN);
    }
  }

  /** Time ran out before anything was committed. */
  record TooLate(String message) implements PublishResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.DEADLINE);
    }
  }
}
