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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the backup that an execution reads, and fixes it. */
public final class Pins {
  /** How many backups are looked into before giving up; each costs a listing for every node. */
  private static final int LOOKED_INTO = 10;

  private final SourceDefinition source;
  private final BackupReader reader;
  private final Consistency consistency;
  private final Instant neededUntil;

  /**
   * @param source where the backups lie
   * @param reader of its layout, bucket and prefix
   * @throws IllegalArgumentException when the source's consistency is none
   */
  public Pins(SourceDefinition source, BackupReader reader) {
    this(source, reader, null);
  }

  private Pins(SourceDefinition source, BackupReader reader, Instant neededUntil) {
    this.source = source;
    this.reader = reader;
    this.consistency = Consistency.parse(source.consistency());
    this.neededUntil = neededUntil;
  }

  /**
   * The same, but for backups that are kept until then, as far as the source's retention is known.
   *
   * @param when the run's deadline, or null for any backup that is there now
   */
  public Pins neededUntil(Instant when) {
    return new Pins(source, reader, when);
  }

  /**
   * A pin with what it stands for.
   *
   * @param backup complete for the consistency, and only of the nodes that are read
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
    boolean incomplete = false;
    int lookedInto = 0;
    for (BackupReader.Summary summary : reader.list()) {
      if (asOf != null && summary.takenAt().isAfter(asOf)) {
        continue;
      }
      Optional<String> ending = endsTooEarly(summary.takenAt());
      if (ending.isPresent()) {
        // Older ones end earlier still.
        passedOver.add(summary.id() + ": " + ending.get());
        break;
      }
      if (consistency == Consistency.ALL
          && source.dataCentre() == null
          && !summary.allNodesFinished()) {
        incomplete = true;
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
      Completeness.Judged judged = judge(reader.read(summary.id(), keyspace, table));
      Backup backup = judged.backup();
      if (backup.complete()) {
        return new Pinned(pin(judged, referenceTime), backup, passedOver);
      }
      incomplete = true;
      passedOver.add(backup.id() + ": " + String.join("; ", backup.incompleteBecause()));
    }
    throw new NoUsableBackupException(
        incomplete ? FailureReason.BACKUP_INCOMPLETE : FailureReason.BACKUP_MISSING,
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
    Completeness.Judged judged;
    try {
      judged = judge(reader.read(backupId, keyspace, table));
    } catch (NoSuchFileException e) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_MISSING,
          "There is no backup '" + backupId + "' at " + source.backupUri(),
          List.of());
    }
    if (!judged.backup().complete()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_INCOMPLETE,
          "Backup '" + backupId + "' at " + source.backupUri() + " is not complete",
          judged.backup().incompleteBecause());
    }
    Optional<String> ending = endsTooEarly(judged.backup().takenAt());
    if (ending.isPresent()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_MISSING,
          "Backup '" + backupId + "' at " + source.backupUri() + " does not last: " + ending.get(),
          List.of());
    }
    return new Pinned(pin(judged, referenceTime), judged.backup(), List.of());
  }

  /** Why a backup may be gone before it has been read, or empty. */
  private Optional<String> endsTooEarly(Instant takenAt) {
    return source
        .keptUntil(takenAt)
        .filter(until -> neededUntil != null && until.isBefore(neededUntil))
        .map(
            until ->
                "it was taken at "
                    + takenAt
                    + " and is kept for "
                    + source.retention()
                    + ", until "
                    + until
                    + ", but the run may take until "
                    + neededUntil);
  }

  /**
   * A backup and what is wrong with it, for whoever wants to know before it is pinned.
   *
   * @param found all its nodes and problems
   * @param judged what is left to read; its problems are those that the consistency does not
   *     forgive
   * @param dataCentre that is read, or null for all
   * @param coverage whole replicas by token range
   */
  public record Examined(Backup found, Backup judged, String dataCentre, Coverage coverage) {}

  /**
   * Looks at one backup without refusing it.
   *
   * @throws NoSuchFileException when there is no such one
   */
  public Examined examine(String backupId, String keyspace, String table) throws IOException {
    Backup found = reader.read(backupId, keyspace, table);
    Completeness.Judged judged = judge(found);
    return new Examined(
        found, judged.backup(), judged.dataCentre(), Coverage.of(found, judged.dataCentre()));
  }

  /**
   * Reads what a pin fixed: exactly its nodes, manifests, schema and ring.
   *
   * @throws NoUsableBackupException when it is gone ({@code BACKUP_GONE}), or is not what was
   *     pinned ({@code BACKUP_CORRUPT})
   */
  public Backup pinned(BackupPin pin, String keyspace, String table) throws IOException {
    Backup found;
    try {
      found = reader.read(pin, keyspace, table);
    } catch (NoSuchFileException e) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_GONE,
          "Backup '" + pin.backupId() + "' is gone since it was pinned: " + e.getMessage(),
          List.of());
    }
    checkManifests(found, pin);
    // A pin that names no nodes does not say which of them there were: all count.
    Set<String> nodes =
        pin.nodes().isEmpty()
            ? found.nodes().stream().map(Backup.Node::name).collect(Collectors.toSet())
            : pin.nodes().stream().map(BackupPin.NodeManifest::node).collect(Collectors.toSet());
    Completeness.Judged judged =
        new Completeness(pin.dataCentre(), Consistency.parse(pin.consistency()), reader.maxSkew())
            .judgePinned(found, nodes, pin.ringDigest() != null);
    if (!judged.backup().complete()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_GONE,
          "Backup '" + pin.backupId() + "' is not complete any more since it was pinned",
          judged.backup().incompleteBecause());
    }
    if (!Objects.equals(pin.ringDigest(), judged.ringDigest())) {
      throw changed(pin, "The ring", "is not the one that was pinned");
    }
    if (pin.schemaDigest() != null
        && !pin.schemaDigest().equals(sha256(judged.backup().schema()))) {
      throw changed(pin, "The schema", "is not the one that was pinned");
    }
    return judged.backup();
  }

  private static void checkManifests(Backup found, BackupPin pin) throws NoUsableBackupException {
    Map<String, String> now = new HashMap<>();
    for (Backup.Node node : found.nodes()) {
      if (node.finished()) {
        now.put(node.manifestKey(), node.manifestSha256());
      }
    }
    List<String> gone = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (BackupPin.NodeManifest pinned : pin.nodes()) {
      String sha256 = now.get(pinned.manifestKey());
      if (sha256 == null) {
        gone.add(pinned.manifestKey());
      } else if (!sha256.equals(pinned.manifestSha256())) {
        changed.add(pinned.manifestKey());
      }
    }
    if (!gone.isEmpty()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_GONE,
          "Manifests of backup '" + pin.backupId() + "' are gone since it was pinned",
          gone);
    }
    if (!changed.isEmpty()) {
      throw new NoUsableBackupException(
          FailureReason.BACKUP_CORRUPT,
          "Manifests of backup '" + pin.backupId() + "' are not those that were pinned",
          changed);
    }
  }

  private static NoUsableBackupException changed(BackupPin pin, String what, String how) {
    return new NoUsableBackupException(
        FailureReason.BACKUP_CORRUPT,
        what + " of backup '" + pin.backupId() + "' " + how,
        List.of());
  }

  private Completeness.Judged judge(Backup backup) {
    return new Completeness(source.dataCentre(), consistency, reader.maxSkew()).judge(backup);
  }

  private BackupPin pin(Completeness.Judged judged, Instant referenceTime) {
    Backup backup = judged.backup();
    return new BackupPin(
        source.name(),
        reader.layout(),
        backup.id(),
        backup.takenAt(),
        referenceTime == null ? backup.takenAt() : referenceTime,
        judged.dataCentre(),
        consistency.name(),
        sha256(backup.schema()),
        judged.ringDigest(),
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
