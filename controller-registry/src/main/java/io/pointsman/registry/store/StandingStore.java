package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.RampState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * What stands beside the table for one movement, asked at once; each empty when none is stored.
   *
   * @param ramp of the rule
   * @param guard of the movement
   * @param breaker the fleet's
   */
  public record Beside(
      Optional<RampState> ramp, Optional<GuardState> guard, Optional<BreakerState> breaker) {}

  /**
   * What takes part in one movement's decision.
   *
   * @param rule the rule that matches, or blank for none
   */
  public Beside beside(Handle handle, String rule, String movementId, String fleet) {
    Map<String, String> found = new HashMap<>();
    handle
        .createQuery(
            "select kind, document from standing where (kind = 'ramp' and name = :rule) or (kind ="
                + " 'guard' and name = :movement) or (kind = 'breaker' and name = :fleet)")
        .bind("rule", rule)
        .bind("movement", movementId)
        .bind("fleet", fleet)
        .map((row, context) -> found.put(row.getString("kind"), row.getString("document")))
        .list();
    return new Beside(
        state(found, StandingKind.RAMP),
        state(found, StandingKind.GUARD),
        state(found, StandingKind.BREAKER));
  }

  private static <T> Optional<T> state(Map<String, String> found, StandingKind<T> kind) {
    return Optional.ofNullable(found.get(kind.word()))
        .map(document -> StoredJson.read(document, kind.type()));
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
            .bindMap(read.revision() == 0 ? Map.of() : Map.of("revision", read.revision()))
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
