package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.proof.Proof;
import io.pointsman.registry.store.JournalEntry.Changed;
import io.pointsman.registry.store.JournalEntry.Compared;
import io.pointsman.registry.store.JournalEntry.Decided;
import io.pointsman.registry.store.JournalEntry.Reported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** What was recorded, read in order, and how far its readers have come. */
public final class JournalStore {
  private final AuditStore audit;

  @Inject
  JournalStore(AuditStore audit) {
    this.audit = audit;
  }

  /**
   * How far a reader has come: the id of the last that it has read, of each kind.
   *
   * @param execution of decisions
   * @param report of outcomes
   * @param proof of comparisons
   * @param change of changes
   */
  public record Position(long execution, long report, long proof, long change) {
    public static final Position BEGINNING = new Position(0, 0, 0, 0);
  }

  /**
   * Entries, and where one stands having read them.
   *
   * @param entries in the order in which they are to be read
   * @param end the position after the last of them
   */
  public record Stretch(List<JournalEntry> entries, Position end) {}

  public Optional<Position> find(Handle handle, String reader) {
    return handle
        .createQuery(
            "select execution, report, proof, change_id from journal_position where reader ="
                + " :reader")
        .bind("reader", reader)
        .map(
            (row, context) ->
                new Position(
                    row.getLong("execution"),
                    row.getLong("report"),
                    row.getLong("proof"),
                    row.getLong("change_id")))
        .findOne();
  }

  /**
   * The newest that is recorded. Nothing with a smaller id comes after it only when no other
   * transaction writes meanwhile.
   */
  public Position newest(Handle handle) {
    return new Position(
        highest(handle, "run_execution"),
        highest(handle, "outcome_report"),
        highest(handle, "proof"),
        highest(handle, "audit"));
  }

  private static long highest(Handle handle, String table) {
    return handle.createQuery("select coalesce(max(id), 0) from " + table).mapTo(Long.class).one();
  }

  /**
   * Puts a reader forward.
   *
   * @param from where it stood when it read, or null for a new one
   * @return whether it still stood there; when not, another registry has put it forward
   */
  public boolean move(Handle handle, String reader, Position from, Position to) {
    return handle
            .createUpdate(
                from == null
                    ? "insert into journal_position (reader, execution, report, proof, change_id)"
                        + " values (:reader, :execution, :report, :proof, :change) on conflict"
                        + " (reader) do nothing"
                    : "update journal_position set execution = :execution, report = :report, proof"
                        + " = :proof, change_id = :change where reader = :reader and execution ="
                        + " :fromExecution and report = :fromReport and proof = :fromProof and"
                        + " change_id = :fromChange")
            .bind("reader", reader)
            .bind("execution", to.execution())
            .bind("report", to.report())
            .bind("proof", to.proof())
            .bind("change", to.change())
            .bindMap(
                from == null
                    ? java.util.Map.of()
                    : java.util.Map.of(
                        "fromExecution", from.execution(),
                        "fromReport", from.report(),
                        "fromProof", from.proof(),
                        "fromChange", from.change()))
            .execute()
        == 1;
  }

  /**
   * The next entries. Of what belongs together the decision comes before the outcome: no outcome is
   * given before all decisions up to the horizon were.
   *
   * @param from where the reader stands
   * @param horizon how far it may go
   * @param most how many entries at most
   */
  public Stretch read(Handle handle, Position from, Position horizon, int most) {
    List<JournalEntry> entries = new ArrayList<>();
    List<Decided> decided = decided(handle, from.execution(), horizon.execution(), most);
    if (decided.size() == most) {
      entries.addAll(decided);
      return new Stretch(
          entries,
          new Position(decided.get(most - 1).id(), from.report(), from.proof(), from.change()));
    }
    entries.addAll(decided);
    List<Reported> reported = reported(handle, from.report(), horizon.report(), most);
    List<Compared> compared = compared(handle, from.proof(), horizon.proof(), most);
    List<Changed> changed = changed(handle, from.change(), horizon.change(), most);
    entries.addAll(reported);
    entries.addAll(compared);
    entries.addAll(changed);
    return new Stretch(
        entries,
        new Position(
            horizon.execution(),
            reported.size() == most ? reported.get(most - 1).id() : horizon.report(),
            compared.size() == most ? compared.get(most - 1).id() : horizon.proof(),
            changed.size() == most ? changed.get(most - 1).change().id() : horizon.change()));
  }

  private static Query between(Handle handle, String query, long from, long to, int most) {
    return handle.createQuery(query).bind("from", from).bind("to", to).bind("most", most);
  }

  private static List<Decided> decided(Handle handle, long from, long to, int most) {
    return between(
            handle,
            "select id, recorded_at, coalesce(superseded_decision, decision) as decided from"
                + " run_execution where id > :from and id <= :to order by id limit :most",
            from,
            to,
            most)
        .map(
            (row, context) ->
                new Decided(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("recorded_at")),
                    StoredJson.read(row.getString("decided"), Decision.class)))
        .list();
  }

  private static List<Reported> reported(Handle handle, long from, long to, int most) {
    return between(
            handle,
            "select r.id, r.reported_at, r.outcome, e.decision, (select p.outcome from"
                + " outcome_report p where p.run_id = r.run_id and p.execution = r.execution and"
                + " p.id < r.id order by p.id desc limit 1) as earlier from outcome_report r left"
                + " join run_execution e on e.run_id = r.run_id and e.execution = r.execution where"
                + " r.id > :from and r.id <= :to order by r.id limit :most",
            from,
            to,
            most)
        .map(
            (row, context) ->
                new Reported(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("reported_at")),
                    StoredJson.read(row.getString("outcome"), Outcome.class),
                    StoredJson.read(row.getString("earlier"), Outcome.class),
                    StoredJson.read(row.getString("decision"), Decision.class)))
        .list();
  }

  private static List<Compared> compared(Handle handle, long from, long to, int most) {
    return between(
            handle,
            "select id, recorded_at, document from proof where id > :from and id <= :to order by id"
                + " limit :most",
            from,
            to,
            most)
        .map(
            (row, context) ->
                new Compared(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("recorded_at")),
                    StoredJson.read(row.getString("document"), Proof.class)))
        .list();
  }

  private List<Changed> changed(Handle handle, long from, long to, int most) {
    return audit.between(handle, from, to, most).stream().map(Changed::new).toList();
  }
}
