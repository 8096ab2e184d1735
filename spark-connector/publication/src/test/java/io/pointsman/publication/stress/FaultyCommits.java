package io.pointsman.publication.stress;

import io.pointsman.publication.HookedCatalog;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/** One writer's commits: late, lost before or after they landed, landing later, or fatal. */
final class FaultyCommits implements HookedCatalog.CommitHook {
  private final SplittableRandom random;
  private final Protocol protocol;
  private final Executor later;
  private final Tally tally;

  /** The writer's process was killed. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("killed");
    }
  }

  FaultyCommits(SplittableRandom random, Protocol protocol, Executor later, Tally tally) {
    this.random = random;
    this.protocol = protocol;
    this.later = later;
    this.tally = tally;
  }

  @Override
  public void commit(TableOperations real, TableMetadata base, TableMetadata changed) {
    if (random.nextInt(2) == 0) {
      Pauses.upTo(random, 30);
    }
    int fate = random.nextInt(100);
    if (fate < 7) {
      throw lost();
    } else if (fate < 16) {
      send(real, base, changed);
      throw lost();
    } else if (fate < 20) {
      SplittableRandom own = random.split();
      later.execute(
          () -> {
            Pauses.upTo(own, 80);
            try {
              send(real, base, changed);
            } catch (RuntimeException refused) {
              // Nobody waits for this answer any more.
              return;
            }
          });
      throw lost();
    } else if (fate < 22) {
      throw crash();
    }
    send(real, base, changed);
    if (fate < 24) {
      throw crash();
    }
  }

  private void send(TableOperations real, TableMetadata base, TableMetadata changed) {
    boolean movesMain =
        !Objects.equals(base.ref(SnapshotRef.MAIN_BRANCH), changed.ref(SnapshotRef.MAIN_BRANCH));
    if (protocol == Protocol.CHECKED_BEFORE_COMMIT && movesMain) {
      // What a transaction that repeats itself on the newest metadata comes to.
      TableMetadata newest = real.refresh();
      real.commit(
          newest,
          TableMetadata.buildFrom(newest)
              .setRef(SnapshotRef.MAIN_BRANCH, changed.ref(SnapshotRef.MAIN_BRANCH))
              .build());
    } else {
      real.commit(base, changed);
    }
  }

  private Crash crash() {
    tally.count(Tally.Count.CRASHES);
    return new Crash();
  }

  private RuntimeException lost() {
    tally.count(Tally.Count.LOST_ANSWERS);
    return switch (random.nextInt(5)) {
      case 0 -> new CommitFailedException("the answer was lost");
      case 1 -> new CommitStateUnknownException(new RESTException("the answer was lost"));
      case 2 -> new RESTException("the socket was cut");
      case 3 -> new ServiceUnavailableException("the gateway gave up");
      default -> new UncheckedIOException(new java.io.IOException("the database hung up"));
    };
  }
}
