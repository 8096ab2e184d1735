package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.StandingKind;
import io.pointsman.registry.store.StandingStore;
import io.pointsman.registry.store.StandingStore.Kept;
import org.jdbi.v3.core.Handle;

/** Changes of what stands beside the routing table: the registry's own acts, and people's. */
final class Acts {
  /** Who acts when nobody asked: the audit's actor for guards, breaker and ramps. */
  static final String REGISTRY = AuditEntry.REGISTRY;

  private static final int LONGEST_WHY = 1000;

  private final StandingStore store;
  private final AuditStore audit;

  @Inject
  Acts(StandingStore store, AuditStore audit) {
    this.store = store;
    this.audit = audit;
  }

  /** Keeps what was counted; no act, so that the audit shows acts alone. */
  <T> void count(Handle handle, StandingKind<T> kind, Kept<T> read, T counted) {
    store.replace(handle, kind, read, counted);
  }

  /** Acts by the registry itself, on evidence. */
  <T> void act(Handle handle, StandingKind<T> kind, Kept<T> read, T changed, String evidence) {
    String why =
        evidence.length() > LONGEST_WHY ? evidence.substring(0, LONGEST_WHY - 1) + "…" : evidence;
    act(
        handle,
        kind,
        read,
        changed,
        new SignedChange(new Change(REGISTRY, why), AuditEntry.LOCAL, null));
  }

  /** Acts for a person. */
  <T> void act(Handle handle, StandingKind<T> kind, Kept<T> read, T changed, SignedChange change) {
    store.replace(handle, kind, read, changed);
    audit.add(
        handle,
        change.signature(),
        kind.subject(read.name()),
        read.revision() == 0 ? null : read.state(),
        changed,
        null);
  }
}
