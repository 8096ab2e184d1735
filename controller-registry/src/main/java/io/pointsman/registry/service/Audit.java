package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.AuditPage;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;
import java.util.List;

/** What was changed, by whom, when, why, from where. */
public final class Audit {
  private final Database database;
  private final AuditStore store;

  @Inject
  Audit(Database database, AuditStore store) {
    this.database = database;
    this.store = store;
  }

  /** Changes older than {@code before}, newest first. */
  public AuditPage page(int limit, long before) {
    List<AuditEntry> found = database.read(handle -> store.page(handle, limit + 1, before));
    return found.size() <= limit
        ? new AuditPage(found, null)
        : new AuditPage(found.subList(0, limit), found.get(limit - 1).id());
  }
}
