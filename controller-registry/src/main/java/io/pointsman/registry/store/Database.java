package io.pointsman.registry.store;

import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Where the registry keeps what it knows. A transaction either acts alone, or beside others that
 * are about something else; what it wrote is on disk when it returns.
 */
public final class Database implements AutoCloseable {
  private static final int ATTEMPTS = 10;

  private final Engine engine;

  private Database(Engine engine) {
    this.engine = engine;
  }

  /**
   * Opens a database, makes a SQLite file and its directory when they are not there, and brings the
   * schema up to date.
   */
  public static Database open(DatabaseAddress address) {
    if (address instanceof SqliteFile sqlite) {
      return new Database(SqliteEngine.open(sqlite.file()));
    }
    return new Database(PostgresEngine.open((PostgresDatabase) address));
  }

  /**
   * Runs one transaction that may write anything, with no other that writes beside it in any
   * registry; what it throws rolls it back. It may be run again when another came between, so it
   * must do nothing but read and write through its handle.
   */
  public <T> T write(Function<Handle, T> work) {
    return attempt(attempt -> engine.alone(work));
  }

  /**
   * As {@link #write}, beside others that are about something else. Where it meets one of them
   * nevertheless, in a state that both change, it is run again alone. Each statement sees what
   * others had committed when it began: what must not change in between has to be read once.
   *
   * @param subjects what it is about: of each kind one at most
   */
  public <T> T writeBeside(List<Subject> subjects, Function<Handle, T> work) {
    return attempt(
        attempt -> attempt == 1 ? engine.beside(inOrder(subjects), work) : engine.alone(work));
  }

  /**
   * For a work that turns out to be about something else, too: from here on it goes on alone among
   * those that are, and its statements see what they committed.
   *
   * @param handle the work's own
   * @param subject of a kind that comes after those it was begun with, so that none wait for each
   *     other
   */
  public void alsoAbout(Handle handle, Subject subject) {
    engine.alsoAbout(handle, subject);
  }

  /** Two works that name the same subjects in another order would wait for each other. */
  private static List<Subject> inOrder(List<Subject> subjects) {
    return subjects.stream().sorted(Comparator.comparing(Subject::kind)).toList();
  }

  private <T> T attempt(IntFunction<T> transaction) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.apply(attempt);
      } catch (StandingChangedException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS
            || !(e.getCause() instanceof SQLException failure)
            || !engine.isConflict(failure)) {
          throw e;
        }
      }
    }
  }

  /** Runs one transaction that only reads, on one state of the database. */
  public <T> T read(Function<Handle, T> work) {
    return engine.readers().inTransaction(work::apply);
  }

  /** Whether a failure says no more than that the database is away or too busy now. */
  public boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || (cause instanceof SQLException sql && engine.isAway(sql))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    engine.close();
  }
}
