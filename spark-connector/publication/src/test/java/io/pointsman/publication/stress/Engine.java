package io.pointsman.publication.stress;

import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.Lineage;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.ClaimResult;
import io.pointsman.publication.Destination;
import io.pointsman.publication.HookedCatalog;
import io.pointsman.publication.Lake;
import io.pointsman.publication.PublishResult;
import io.pointsman.publication.PublishRules;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/** One job of a run as its workers drive it: claim, stage, publish, and again after a crash. */
final class Engine {
  private static final int LIVES = 3;

  private final Lake lake;
  private final TableIdentifier table;
  private final Protocol protocol;
  private final SplittableRandom random;
  private final Catalog catalog;
  private final Destination destination;
  private final Tally tally;
  private final Instant deadline;
  private final StaticPartition partition;

  /** How it ended, as far as the workflow is told. */
  sealed interface End {
    record Served() implements End {}

    /** A later run holds the destination. */
    record Superseded() implements End {}

    /** Only this attempt is over: the run goes on with its fallback. */
    record AttemptOver() implements End {}

    /** Refused for a reason that a person has to settle. */
    record Refused() implements End {}

    /** Killed too often, or its staging failed. */
    record Lost() implements End {}

    /** An end that should not be. */
    record Strange(String message) implements End {}
  }

  Engine(
      Lake lake,
      TableIdentifier table,
      Protocol protocol,
      FaultyCommits commits,
      SplittableRandom random,
      Tally tally,
      Instant deadline,
      StaticPartition partition) {
    this.lake = lake;
    this.table = table;
    this.protocol = protocol;
    this.random = random;
    this.tally = tally;
    this.catalog = new HookedCatalog(lake.catalog(), commits);
    this.destination = Destination.open(catalog, table);
    this.deadline = deadline;
    this.partition = partition;
  }

  End run(ClaimOrder order, Instant takenAt, PublishRules rules) {
    for (int life = 0; life < LIVES; life++) {
      try {
        Pauses.upTo(random, 40);
        ClaimResult claim =
            destination.claim(order, Lake.MOVEMENT, Lake.PEOPLE, partition, deadline);
        if (!(claim instanceof ClaimResult.Claimed claimed)) {
          return end(claim);
        }
        tally.count(Tally.Count.CLAIMS);
        Pauses.upTo(random, 40);
        Optional<Long> staged = stage(order, takenAt);
        if (staged.isEmpty()) {
          return new End.Lost();
        }
        Pauses.upTo(random, 40);
        return switch (protocol) {
          case FENCED, CHECKED_BEFORE_COMMIT ->
              end(destination.publish(claimed.claimId(), staged.get(), rules));
          case UNFENCED -> publishUnfenced(staged.get());
        };
      } catch (FaultyCommits.Crash killed) {
        // The task is delivered again, to a worker that knows nothing of the last one.
        continue;
      }
    }
    return new End.Lost();
  }

  /** Spark's part: its own commits are Iceberg's, and meet the same busy table. */
  private Optional<Long> stage(ClaimOrder order, Instant takenAt) {
    for (int attempt = 0; attempt < 5; attempt++) {
      Table loaded = lake.load(table);
      SnapshotRef branch = loaded.refs().get(order.key().branch());
      Snapshot head = branch == null ? null : loaded.snapshot(branch.snapshotId());
      boolean done =
          head != null
              && Lineage.read(head.summary()).map(Lineage::key).equals(Optional.of(order.key()));
      if (done) {
        return Optional.of(head.snapshotId());
      }
      try {
        return Optional.of(Lake.stage(loaded, order.key(), takenAt, 5, partition));
      } catch (CommitFailedException | CommitStateUnknownException busy) {
        Pauses.upTo(random, 30);
      } catch (RuntimeException busy) {
        // A REST client's other names for a busy table or a lost answer; the branch tells.
        Pauses.upTo(random, 30);
      }
    }
    return Optional.empty();
  }

  private End publishUnfenced(long staged) {
    while (Instant.now().isBefore(deadline)) {
      var operations =
          ((org.apache.iceberg.HasTableOperations) catalog.loadTable(table)).operations();
      TableMetadata base = operations.current();
      if (base.snapshotLog().stream().anyMatch(entry -> entry.snapshotId() == staged)) {
        return new End.Served();
      }
      SnapshotRef main = SnapshotRef.branchBuilder(staged).build();
      try {
        operations.commit(
            base, TableMetadata.buildFrom(base).setRef(SnapshotRef.MAIN_BRANCH, main).build());
      } catch (RuntimeException unknown) {
        Pauses.upTo(random, 20);
      }
    }
    return new End.Strange("unfenced publish ran into the deadline");
  }

  private static End end(ClaimResult result) {
    if (result instanceof ClaimResult.Served) {
      return new End.Served();
    } else if (result instanceof ClaimResult.Superseded) {
      return new End.Superseded();
    } else if (result instanceof ClaimResult.AttemptEnded) {
      return new End.AttemptOver();
    }
    return new End.Strange(result.message());
  }

  private static End end(PublishResult result) {
    if (result instanceof PublishResult.Published) {
      return new End.Served();
    } else if (result instanceof PublishResult.Fenced fenced) {
      return fenced.failure().orElseThrow() == io.pointsman.decider.FailureReason.SUPERSEDED
          ? new End.Superseded()
          : new End.AttemptOver();
    } else if (result instanceof PublishResult.BackInTime
        || result instanceof PublishResult.DestinationChanged) {
      return new End.Refused();
    }
    return new End.Strange(result.message());
  }
}
