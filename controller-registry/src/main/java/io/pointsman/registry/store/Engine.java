package io.pointsman.registry.store;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the two databases do each in its own way. */
interface Engine extends AutoCloseable {
  /** Connections for transactions that write. */
  Jdbi writers();

  /** Connections for transactions that read, on one state each. */
  Jdbi readers();

  /** Called first in a transaction that must be the only one that writes. */
  void enterAlone(Handle handle);

  /**
   * Called first in a transaction that others may go on beside, unless they are about the same.
   *
   * @param subjects in the order of their kinds
   */
  void enterBeside(Handle handle, List<Subject> subjects);

  /**
   * Called in the middle of a transaction that turns out to be about something else, too.
   *
   * @param subject of a kind that comes after those it was begun with
   */
  void alsoAbout(Handle handle, Subject subject);

  /** Runs a transaction that is the only one that writes. */
  default <T> T alone(Function<Handle, T> work) {
    return writers()
        .inTransaction(
            handle -> {
              enterAlone(handle);
              return work.apply(handle);
            });
  }

  /** Runs a transaction beside others that are about something else. */
  default <T> T beside(List<Subject> subjects, Function<Handle, T> work) {
    return writers()
        .inTransaction(
            handle -> {
              enterBeside(handle, subjects);
              return work.apply(handle);
            });
  }

  /** Whether a transaction failed only because of another one, so that it may be done again. */
  boolean isConflict(SQLException failure);

  /** Whether the database did not answer or is too busy: later it may do. */
  boolean isAway(SQLException failure);

  @Override
  void close();
}
