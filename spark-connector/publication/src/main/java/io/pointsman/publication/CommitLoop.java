package io.pointsman.publication;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a table, decides, commits, and looks again until a look says how it came out. No
 * exception of a commit proves that it had no effect: a cut socket, a 504, a 503 that the client
 * repeated by itself, a busy database all happen after it landed as well. So an exception only ever
 * leads to another look.
 */
final class CommitLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Catalog catalog;
  private final TableIdentifier table;
  private final Instant deadline;
  private final InstantSource clock;

  CommitLoop(Catalog catalog, TableIdentifier table, Instant deadline, InstantSource clock) {
    this.catalog = catalog;
    this.table = table;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** What a look at the table leads to. */
  sealed interface Next<R> {
    /** It is known how it came out. */
    record Done<R>(R result) implements Next<R> {}

    /** This metadata is to be committed on what was looked at. */
    record Commit<R>(TableMetadata changed) implements Next<R> {}

    /** Something else was done to the catalog: look at what became of it. */
    record LookAgain<R>() implements Next<R> {}
  }

  /** Whether a commit was sent before the deadline came. */
  enum Attempted {
    YES,
    NO
  }

  /** One look, one decision. */
  interface Step<R> {
    Next<R> decide(TableOperations operations, TableMetadata base);

    /** The table does not exist. */
    Next<R> decideWithoutTable();

    /** The catalog refuses for good. */
    R unavailable(String message);

    /** The deadline has come; a commit may have landed if one was attempted. */
    R late(Attempted attempted, String message);
  }

  <R> R run(Step<R> step) {
    Duration pause = FIRST_PAUSE;
    Attempted attempted = Attempted.NO;
    boolean refused = false;
    String trouble = "the table kept changing";
    while (true) {
      try {
        TableOperations operations = load();
        TableMetadata base = operations == null ? null : operations.current();
        Next<R> next = base == null ? step.decideWithoutTable() : step.decide(operations, base);
        if (next instanceof Next.Done<R> done) {
          return done.result();
        }
        if (refused) {
          return step.unavailable(trouble);
        }
        if (!clock.instant().isBefore(deadline)) {
          return step.late(attempted, late(trouble));
        }
        if (next instanceof Next.Commit<R> commit) {
          attempted = Attempted.YES;
          operations.commit(base, commit.changed());
        }
        // Its effect is looked at like that of a commit whose answer was lost.
        continue;
      } catch (RuntimeException e) {
        LOG.debug("A look at or a commit to {} failed; looking again", table, e);
        trouble = describe(e);
        if (refused) {
          return step.unavailable(trouble);
        }
        refused = !mayPass(e);
        if (!refused && !clock.instant().isBefore(deadline)) {
          return step.late(attempted, late(trouble));
        }
      }
      if (!sleep(pause)) {
        return step.late(attempted, "Interrupted while waiting for the catalog of " + table);
      }
      pause =
          pause.compareTo(LONGEST_PAUSE.dividedBy(2)) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
  }

  /** The table's operations with metadata that was just read, or null when there is no table. */
  private TableOperations load() {
    try {
      // Loaded anew rather than refreshed: operations of a table that was dropped and made again
      // refuse to refresh.
      Table loaded = catalog.loadTable(table);
      if (loaded instanceof HasTableOperations with) {
        return with.operations();
      }
      throw new IllegalArgumentException(
          "Table %s of catalog %s is a %s, which cannot be claimed or published to"
              .formatted(table, catalog.name(), loaded.getClass().getName()));
    } catch (NoSuchTableException e) {
      return null;
    }
  }

  private String late(String trouble) {
    return "The deadline %s passed before it was seen how a commit to %s came out: %s"
        .formatted(deadline, table, trouble);
  }

  /** Whether another try may come out otherwise. */
  private static boolean mayPass(RuntimeException e) {
    if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("sequence number")) {
      // A stale base, however a REST server calls it: another snapshot was added since the look.
      return true;
    }
    return !(e instanceof BadRequestException
        || e instanceof ForbiddenException
        || e instanceof NotAuthorizedException
        || e instanceof IllegalArgumentException
        || e instanceof UnsupportedOperationException);
  }

  static String describe(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String outer = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    String inner = Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    return outer.contains(inner) ? outer : outer + ": " + inner;
  }

  private static boolean sleep(Duration pause) {
    try {
      long millis = pause.toMillis();
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
