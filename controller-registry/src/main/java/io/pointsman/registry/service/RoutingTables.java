package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.RoutingTable;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.Signature;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The routing table as something that people change: always on the newest revision, audited. */
public final class RoutingTables {
  private static final String SUBJECT = "routing-table";

  private final Database database;
  private final RoutingTableStore tables;
  private final AuditStore audit;
  private final Ramps ramps;

  @Inject
  RoutingTables(Database database, RoutingTableStore tables, AuditStore audit, Ramps ramps) {
    this.database = database;
    this.tables = tables;
    this.audit = audit;
    this.ramps = ramps;
  }

  /** Makes the first revision, all to legacy, when there is none. */
  public void begin() {
    database.write(
        handle -> {
          if (tables.newestNumber(handle) == 0) {
            Change change =
                new Change(AuditEntry.REGISTRY, "first start: everything goes to legacy");
            RoutingTable table = RoutingTable.allLegacy();
            tables.add(handle, 1, table, change);
            audit.add(
                handle, new Signature(change, AuditEntry.LOCAL, null), SUBJECT, null, table, 1L);
          }
          return null;
        });
  }

  public TableRevision newest() {
    return database.read(tables::newest);
  }

  /**
   * One revision.
   *
   * @throws RefusedException when there is none of that number
   */
  public TableRevision revision(long number) {
    return find(number)
        .orElseThrow(
            () -> RefusedException.notFound("The routing table has no revision " + number));
  }

  /** One revision, or empty when there is none of that number. */
  public Optional<TableRevision> find(long number) {
    return database.read(handle -> tables.find(handle, number));
  }

  /**
   * Replaces the table. A table that is equal to the newest changes nothing and makes no revision.
   *
   * @param seen the revision that the change was made on
   * @param rebucket whether the salt may change
   * @return the newest revision
   * @throws RefusedException when {@code seen} is not the newest, or the salt changes unasked
   */
  public TableRevision replace(
      RoutingTable table, long seen, SignedChange change, boolean rebucket) {
    return change(seen, change, rebucket, newest -> table);
  }

  /** As {@link #replace}, by what the change makes of the newest table; the salt stays. */
  public TableRevision edit(long seen, SignedChange change, UnaryOperator<RoutingTable> edit) {
    return change(seen, change, false, edit);
  }

  private TableRevision change(
      long seen, SignedChange signed, boolean rebucket, UnaryOperator<RoutingTable> edit) {
    return database.write(
        handle -> {
          TableRevision newest = tables.newest(handle);
          if (newest.revision() != seen) {
            throw RefusedException.staleRevision(seen, newest.revision());
          }
          RoutingTable table = edit.apply(newest.table());
          if (table.equals(newest.table())) {
            return newest;
          }
          if (!rebucket && !table.salt().equals(newest.table().salt())) {
            throw RefusedException.conflict(
                "The document changes the salt from '"
                    + newest.table().salt()
                    + "' to '"
                    + table.salt()
                    + "', which deals every movement a new bucket and moves movements back; say"
                    + " rebucket=true when that is meant");
          }
          TableRevision added = tables.add(handle, newest.revision() + 1, table, signed.change());
          audit.add(handle, signed.signature(), SUBJECT, newest.table(), table, added.revision());
          ramps.follow(handle, table, signed);
          return added;
        });
  }
}
