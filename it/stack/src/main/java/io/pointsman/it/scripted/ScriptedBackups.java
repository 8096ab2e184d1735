package io.pointsman.it.scripted;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Movement;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.workers.run.BackupFinder;
import io.pointsman.workers.run.Schemas;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Backups without an object store to look for them in: one of every table, or those that a script
 * has of it, until they are purged.
 */
public final class ScriptedBackups implements BackupFinder {
  public static final Instant TAKEN_AT = Instant.parse("2026-11-01T04:00:00Z");

  private static final long BYTES = 1_000_000;

  /** The only one of a table of which no script says anything. */
  private static final Scripted USUAL = new Scripted("nightly", TAKEN_AT);

  private final Map<String, List<Scripted>> scripted = new ConcurrentHashMap<>();

  /**
   * A backup.
   *
   * @param id its id
   * @param takenAt when it was taken
   */
  public record Scripted(String id, Instant takenAt) {}

  /** From now on the movement's table has these backups, and no others. */
  public void has(Movement movement, Scripted... backups) {
    List<Scripted> newestFirst = new ArrayList<>(List.of(backups));
    newestFirst.sort(Comparator.comparing(Scripted::takenAt).reversed());
    scripted.put(movement.id(), newestFirst);
  }

  @Override
  public Found find(Request request) {
    List<Scripted> all = scripted.get(request.movement().id());
    if (all == null) {
      String id = request.backupId() == null ? USUAL.id() : request.backupId();
      return pinned(request, new Scripted(id, USUAL.takenAt()));
    }
    return all.stream()
        .filter(backup -> request.backupId() == null || request.backupId().equals(backup.id()))
        .filter(backup -> request.asOf() == null || !backup.takenAt().isAfter(request.asOf()))
        .filter(
            backup ->
                request.neededUntil() == null
                    || request
                        .source()
                        .keptUntil(backup.takenAt())
                        .map(until -> !until.isBefore(request.neededUntil()))
                        .orElse(true))
        .findFirst()
        .map(backup -> pinned(request, backup))
        .orElseGet(
            () ->
                new Found.None(
                    request.backupId() == null
                        ? "There is no complete backup"
                        : "Backup '" + request.backupId() + "' is not complete"));
  }

  @Override
  public Optional<String> missing(SourceDefinition source, Movement movement, BackupPin pin) {
    List<Scripted> all = scripted.get(movement.id());
    return all == null || all.stream().anyMatch(backup -> backup.id().equals(pin.backupId()))
        ? Optional.empty()
        : Optional.of("Backup '" + pin.backupId() + "' is gone since it was pinned");
  }

  private static Found pinned(Request request, Scripted backup) {
    SourceTable table = request.movement().source();
    String cql =
        "CREATE TABLE %s.%s (id bigint PRIMARY KEY, name text);"
            .formatted(table.keyspace(), table.table());
    return new Found.Pinned(
        new BackupPin(
            request.source().name(),
            "medusa",
            backup.id(),
            backup.takenAt(),
            request.referenceTime() == null ? backup.takenAt() : request.referenceTime(),
            null,
            "ALL",
            Schemas.digest(cql),
            List.of(new BackupPin.NodeManifest("node1", backup.id() + "/manifest.json", "00"))),
        cql,
        BYTES,
        List.of());
  }
}
