package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;

/** Keeps in the audit which destinations changed hands. */
public final class HandOvers {
  private final Database database;
  private final AuditStore audit;

  @Inject
  HandOvers(Database database, AuditStore audit) {
    this.database = database;
    this.audit = audit;
  }

  /** Records one. */
  public void record(HandOver handOver, SignedChange change) {
    database.write(
        handle -> {
          audit.add(
              handle,
              change.signature(),
              "destination/" + handOver.destination(),
              handOver.from() == null ? null : new Held(handOver.from(), null),
              handOver.to() == null && handOver.note() == null
                  ? null
                  : new Held(handOver.to(), handOver.note()),
              null);
          return null;
        });
  }

  /**
   * Who holds a destination, as the audit shows it.
   *
   * @param heldBy the movement, or null
   * @param note or null
   */
  @com.fasterxml.jackson.annotation.JsonInclude(
      com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
  private record Held(String heldBy, String note) {}
}
