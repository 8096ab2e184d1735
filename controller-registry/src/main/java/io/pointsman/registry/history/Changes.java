package io.pointsman.registry.history;

import com.google.inject.Inject;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.store.AuditSearch;
import io.pointsman.registry.store.AuditSearch.Line;
import io.pointsman.registry.store.AuditSearch.Wanted;
import io.pointsman.registry.store.Database;
import java.util.List;

/** The audit as people search it. */
public final class Changes {
  private final Database database;
  private final AuditSearch search;

  @Inject
  Changes(Database database, AuditSearch search) {
    this.database = database;
    this.search = search;
  }

  /**
   * Changes, newest first.
   *
   * @param next what to give as {@code before} for the next page, or null at the end
   */
  public record Page(List<Line> lines, Long next) {}

  /** Changes older than {@code before}, newest first. */
  public Page page(int limit, long before, Wanted wanted) {
    List<Line> found = database.read(handle -> search.page(handle, limit + 1, before, wanted));
    return found.size() <= limit
        ? new Page(found, null)
        : new Page(found.subList(0, limit), found.get(limit - 1).id());
  }

  /**
   * One change with its documents.
   *
   * @throws RefusedException when there is none of that number
   */
  public AuditEntry one(long id) {
    return database
        .read(handle -> search.find(handle, id))
        .orElseThrow(() -> RefusedException.notFound("There is no change " + id));
  }
}
