package io.pointsman.publication;

import io.pointsman.decider.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a claim came out. */
public sealed interface ClaimResult {

  /** One sentence for people. */
  String message();

  /** What stands in the way of this engine, or empty when it may go on or is served already. */
  Optional<FailureReason> failure();

  /**
   * This job may stage and, as long as no higher claim comes, publish.
   *
   * @param claimId what {@link Destination#publish} asks for
   * @param tableUuid the table that was claimed
   * @param created whether the claim created the table
   * @param addedColumns columns that the claim added; readers see them as nulls until the publish
   * @param keptColumns columns that the source no longer has; they stay, null in the new rows
   */
  record Claimed(
      String claimId,
      String tableUuid,
      boolean created,
      List<String> addedColumns,
      List<String> keptColumns)
      implements ClaimResult {
    public Claimed {
      addedColumns = List.copyOf(addedColumns);
      keptColumns = List.copyOf(keptColumns);
    }

    @Override
    public String message() {
      List<String> parts = new ArrayList<>();
      parts.add(created ? "Created and claimed the destination" : "Claimed the destination");
      if (!addedColumns.isEmpty()) {
        parts.add(
            "added columns "
                + String.join(", ", addedColumns)
                + " (readers see them as nulls until the publish)");
      }
      if (!keptColumns.isEmpty()) {
        parts.add(
            "kept columns that the source no longer has, null from now on: "
                + String.join(", ", keptColumns));
      }
      return String.join("; ", parts) + ".";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.empty();
    }
  }

  /** This run's execution is published already: nothing is left to do for it. */
  record Served(PublishedRun run) implements ClaimResult {
    @Override
    public String message() {
      return run.message();
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.empty();
    }
  }

  /** A later run, or a later execution of this one, holds the destination. */
  record Superseded(Claim by) implements ClaimResult {
    @Override
    public String message() {
      return "Superseded: the destination is held by the later run %s, execution %d (%s)."
          .formatted(by.order().runId(), by.order().execution(), by.order().engine());
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.SUPERSEDED);
    }
  }

  /** Another movement holds the destination. */
  record HeldByMovement(String movementId) implements ClaimResult {
    @Override
    public String message() {
      return "The destination belongs to the movement '%s'. Give this movement another destination,"
              .formatted(movementId)
          + " or hand it over with './pointsman adopt'.";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.DESTINATION_HELD);
    }
  }

  /** This run's own fallback, or a later attempt of it, has claimed: only this attempt ends. */
  record AttemptEnded(Claim by) implements ClaimResult {
    @Override
    public String message() {
      return "This attempt is over: %s attempt %d of the same run holds the destination."
          .formatted(by.order().engine(), by.order().attempt());
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.FENCE_LOST);
    }
  }

  /** The table's schema cannot follow the source's; nothing was claimed. */
  record SchemaChanged(List<String> differences) implements ClaimResult {
    public SchemaChanged {
      differences = List.copyOf(differences);
    }

    @Override
    public String message() {
      return "The destination's schema cannot follow the source's: "
          + String.join("; ", differences)
          + ". Change the table, or move into another one.";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.SCHEMA_CHANGED);
    }
  }

  /** The table cannot take the partition that the run names; nothing was claimed. */
  record PartitionRefused(String problem) implements ClaimResult {
    @Override
    public String message() {
      return "The destination cannot take the run's partition: %s. Name another partition, or move into"
              .formatted(problem)
          + " another table.";
    }

    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.INVALID_INPUT);
    }
  }

  /** The catalog refused, or does not answer; nothing was claimed as far as could be seen. */
  record Unavailable(String message) implements ClaimResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.CATALOG_UNAVAILABLE);
    }
  }

  /** Time ran out, and a commit that was sent may have landed. */
  record Unsettled(String message) implements ClaimResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.COMMIT_UNKNOWN);
    }
  }

  /** Time ran out before anything was committed. */
  record TooLate(String message) implements ClaimResult {
    @Override
    public Optional<FailureReason> failure() {
      return Optional.of(FailureReason.DEADLINE);
    }
  }
}
