package io.pointsman.it.scripted;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.SourceTable;
import io.pointsman.workers.run.BackupFinder;
import io.pointsman.workers.run.Schemas;
import java.time.Instant;
import java.util.List;

/** A backup of every table, without an object store to look for it in. */
public final class ScriptedBackups implements BackupFinder {
  public static final Instant TAKEN_AT = Instant.parse("2026-11-01T04:00:00Z");

  @Override
  public Found find(Request request) {
    SourceTable table = request.movement().source();
    String cql =
        "CREATE TABLE %s.%s (id bigint PRIMARY KEY, name text);"
            .formatted(table.keyspace(), table.table());
    return new Found.Pinned(
        new BackupPin(
            request.source().name(),
            "medusa",
            request.backupId() == null ? "nightly" : request.backupId(),
            TAKEN_AT,
            request.referenceTime() == null ? TAKEN_AT : request.referenceTime(),
            null,
            "ALL",
            Schemas.digest(cql),
            List.of(new BackupPin.NodeManifest("node1", "manifest.json", "00"))),
        cql,
        List.of());
  }
}
