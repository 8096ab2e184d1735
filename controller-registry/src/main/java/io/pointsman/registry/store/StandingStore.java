package io.pointsman.registry.store;

import com.google.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Guard states, ramps and the breaker. A state is replaced only on the revision that was read, so
 * that of two who act on one state one acts, and the other reads again.
 */
public final class StandingStore {

  @Inject
  StandingStore() {}

  /**
   * A state as it was read.
   *
   * @param name movement id, rule id, or the fleet's name
   * @param revision 0 for a state that is not stored yet
   * @param state never null
   */
  public record Kept<T>(String name, long revision, T state) {}

  public <T> Optional<Kept<T>> find(Handle handle, StandingKind<T> kind, String name) {
    return handle
        .createQuery(
            "select name, revision, document from standing where kind = :kind and name = :name")
        .bind("kind", kind.word())
        .bind("name", name)
        .map((row, context) -> kept(kind, row))
        .findOne();
  }

  /** The state of a name, or what holds where none is stored. */
  public <T> Kept<T> get(Handle handle, StandingKind<T> kind, String name, T beginning) {
    return find(handle, kind, name).orElseGet(() -> new Kept<>(name, 0, beginning));
  }

  /** All of a kind, by name. */
  public <T> List<Kept<T>> all(Handle handle, StandingKind<T> kind) {
    return page(handle, kind, Integer.MAX_VALUE, "", false);
  }

  /**
   * Those whose name comes after {@code after}, by name.
   *
   * @param heldOnly only those that keep something back
   */
  public <T> List<Kept<T>> page(
      Handle handle, StandingKind<T> kind, int limit, String after, boolean heldOnly) {
    return handle
        .createQuery(
            "select name, revision, document from standing where kind = :kind"
                + (heldOnly ? " and held = 1" : "")
                + " and name > :after order by name limit :limit")
        .bind("kind", kind.word())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> kept(kind, row))
        .list();
  }

  /** Has the work done anew when it was begun on another state than the one that holds by now. */
  public <T> void requireUnchanged(StandingKind<T> kind, Kept<T> read, T begunOn) {
    if (!read.state().equals(begunOn)) {
      throw new StandingChangedException(kind.subject(read.name()), read.revision());
    }
  }

  /** How many of a kind keep something back. */
  public long held(Handle handle, StandingKind<?> kind) {
    return handle
        .createQuery("select count(*) from standing where kind = :kind and held = 1")
        .bind("kind", kind.word())
        .mapTo(Long.class)
        .one();
  }

  /** Puts a state in the place of the one that was read; an equal one changes nothing. */
  public <T> void replace(Handle handle, StandingKind<T> kind, Kept<T> read, T changed) {
    if (changed.equals(read.state()) && read.revision() > 0) {
      return;
    }
    int rows =
        handle
            .createUpdate(
                read.revision() == 0
                    ? "insert into standing (kind, name, revision, held, document) values (:kind,"
                        + " :name, 1, :held, :document) on conflict (kind, name) do nothing"
                    : "update standing set revision = revision + 1, held = :held, document ="
                        + " :document where kind = :kind and name = :name and revision ="
                        + " :revision")
            .bind("kind", kind.word())
            .bind("name", read.name())
            .bind("held", kind.held().test(changed) ? 1 : 0)
            .bind("document", StoredJson.write(changed))
            .bindMap(
                read.revision() == 0
                    ? java.util.Map.of()
                    : java.util.Map.of("revision", read.revision()))
            .execute();
    if (rows != 1) {
      throw new StandingChangedException(kind.subject(read.name()), read.revision());
    }
  }

  private static <T> Kept<T> kept(StandingKind<T> kind, java.sql.ResultSet row)
      throws java.sql.SQLException {
    return new Kept<>(
        row.getString("name"),
        row.getLong("revision"),
        StoredJson.read(row.getString("document"), kind.type()));
  }
}
