package io.pointsman.backup;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the backup that an execution reads, and fixes it. */
public final class Pins {
  /** How many backups are looked into before giving up; each costs a listing for every node. */
  private static final int LOOKED_INTO = 10;

  private final SourceDefinition source;
  private final BackupReader reader;

  /**
   * @param source where the backups lie
   * @param reader of its layout, bucket and prefix
   */
  public Pins(SourceDefinition source, BackupReader reader) {
    this.source = source;
    this.reader = reader;
  }

  /**
   * A pin with what it stands for.
   *
   * @param backup complete, and only of the data centre that is read
   * @param passedOver newer backups that were not complete, each with why
   */
  public record Pinned(BackupPin pin, Backup backup, List<String> passedOver) {
    public Pinned {
      passedOver = List.copyOf(passedOver);
    }
  }

  /**
   * Pins the newest complete backup.
   *
   * @param asOf only backups taken at or before it, or null for any
   * @param referenceTime what TTLs and tombstones are judged at, or null for when it was taken
   * @throws NoUsableBackupException when there is no complete one
   */
  public Pinned newest(String keyspace, String table, Instant asOf, Instant referenceTime)
      throws IOException {
    List<String> passedOver = new ArrayList<>();
    int lookedInto = 0;
    for (BackupReader.Summary summary : reader.list()) {
      if (asOf != null && summary.takenAt().isAfter(asOf)) {
        continue;
      }
      if (!summary.allNodesFinished()) {
        passedOver.add(
            summary.id()
                + ": "
                + summary.nodesFinished()
                + " of "
                + (summary.nodesExpected() < 0 ? "an unknown number of" : summary.nodesExpected())
                + " nodes are done");
        continue;
      }
      if (lookedInto++ == LOOKED_INTO) {
        passedOver.add("older ones than the " + LOOKED_INTO + " newest were not looked into");
        break;
      }
      Backup backup = ofDataCentre(reader.read(summary.id(), keyspace, table));
      if (backup.complete()) {
        return new Pinned(pin(backup, referenceTime), backup, passedOver);
      }
      passedOver.add(backup.id() + ": " + String.join("; ", backup.incompleteBecause()));
    }
    throw new NoUsableBackupException(
        passedOver.isEmpty() ? FailureReason.BACKUP_MISSING : FailureReason.BACKUP_INCOMPLETE,
        "There is no complete backup of "
            + keyspace
            + "."
            + table
            + " at "
            + source.backupUri()
            + (asOf == null ? "" : " as of " + asOf),
        passedOver);
  }

  /**
   * Pins one backup.
   *
   * @param referenceTime what TTLs and tombstones are judged at, or null for when it was taken
   * @throws NoUsableBackupException when there is no such one, or it is not complete
   */
  public Pinned byId(String backupId, String keyspace, String table, Instant referenceTime)
      throws IOException {
    Backup backup;
    try {
      backup = ofDataCentre(reader.read(backupId, keyspace, table));
    } catch (NoSuchFileException e) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_MISSING,
          "There is no backup '" + backupId + "' at " + source.backupUri(),
          List.of());
    }
    if (!backup.complete()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_INCOMPLETE,
          "Backup '" + backupId + "' at " + source.backupUri() + " is not complete",
          backup.incompleteBecause());
    }
    return new Pinned(pin(backup, referenceTime), backup, List.of());
  }

  private Backup ofDataCentre(Backup backup) {
    String dataCentre = source.dataCentre();
    if (dataCentre == null) {
      return backup;
    }
    List<Backup.Node> nodes =
        backup.nodes().stream().filter(node -> dataCentre.equals(node.dataCentre())).toList();
    Set<String> names = nodes.stream().map(Backup.Node::name).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>(backup.incompleteBecause());
    if (nodes.isEmpty()) {
      missing.add("it has no node of data centre '" + dataCentre + "'");
    }
    return new Backup(
        backup.id(),
        backup.takenAt(),
        nodes,
        backup.schema(),
        backup.sstables().stream().filter(each -> names.contains(each.node())).toList(),
        missing,
        backup.notes());
  }

  private BackupPin pin(Backup backup, Instant referenceTime) {
    return new BackupPin(
        source.name(),
        reader.layout(),
        backup.id(),
        backup.takenAt(),
        referenceTime == null ? backup.takenAt() : referenceTime,
        source.dataCentre(),
        source.consistency() == null ? "ALL" : source.consistency(),
        sha256(backup.schema()),
        backup.nodes().stream()
            .map(
                node ->
                    new BackupPin.NodeManifest(
                        node.name(), node.manifestKey(), node.manifestSha256()))
            .toList());
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
