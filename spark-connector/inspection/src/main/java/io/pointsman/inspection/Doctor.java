package io.pointsman.inspection;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreException;
import io.pointsman.backup.TableSchema;
import io.pointsman.inspection.Finding.Kind;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.sstable.SSTableStatistics;
import io.pointsman.sstable.SchemaException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells from a backup's metadata alone what it would do to a movement of its tables. */
final class Doctor {
  /** Cassandra itself warns from here on. */
  private static final long WIDE_BYTES = 100L << 20;

  /** From this share on, expired cells are worth a word. */
  private static final double MANY_EXPIRED = 0.05;

  private final ObjectStore store;
  private final Pins pins;
  private final int mostStatistics;

  /**
   * @param mostStatistics of how many SSTables of a table the statistics are read, the largest
   *     first
   */
  Doctor(ObjectStore store, Pins pins, int mostStatistics) {
    this.store = store;
    this.pins = pins;
    this.mostStatistics = mostStatistics;
  }

  /**
   * Looks at one table.
   *
   * @param referenceTime what TTLs are judged at, or null for when the backup was taken
   * @throws IOException when the store does not answer
   */
  TableDiagnosis look(String backupId, String keyspace, String table, Instant referenceTime)
      throws IOException {
    Pins.Examined examined = pins.examine(backupId, keyspace, table);
    Backup judged = examined.judged();
    List<Finding> findings = new ArrayList<>();
    judged
        .incompleteBecause()
        .forEach(problem -> findings.add(Finding.of(Kind.INCOMPLETE, problem)));
    for (String hole : examined.coverage().holes()) {
      findings.add(Finding.of(Kind.RING_HOLE, "no node holds the token range " + hole + " whole"));
    }
    judged.notes().forEach(note -> findings.add(Finding.of(kind(note), note)));
    TableSchema schema = schema(judged, keyspace, table, findings);
    TableDiagnosis.Statistics statistics =
        statistics(
            judged, schema, referenceTime == null ? judged.takenAt() : referenceTime, findings);
    findings.sort(Comparator.comparing(finding -> !finding.kind().isFatal()));
    return new TableDiagnosis(
        keyspace,
        table,
        findings,
        judged.nodes().size(),
        judged.sstables().size(),
        judged.sstables().stream().mapToLong(Backup.SSTable::bytes).sum(),
        examined.coverage(),
        statistics);
  }

  private static Kind kind(String note) {
    if (note.startsWith("Not read, and not needed")) {
      return Kind.BEYOND_CONSISTENCY;
    }
    return note.startsWith("Who owns which rows is not checked")
        ? Kind.OWNERSHIP_UNCHECKED
        : Kind.NOTE;
  }

  private static TableSchema schema(
      Backup backup, String keyspace, String table, List<Finding> findings) {
    if (backup.schema() == null) {
      return null;
    }
    try {
      return CqlSchema.parse(backup.schema(), keyspace, table);
    } catch (SchemaException e) {
      findings.add(Finding.of(Kind.SCHEMA_GAP, e.getMessage()));
      return null;
    }
  }

  private TableDiagnosis.Statistics statistics(
      Backup backup, TableSchema schema, Instant at, List<Finding> findings) throws IOException {
    List<Backup.SSTable> largest =
        backup.sstables().stream()
            .sorted(Comparator.comparingLong(Backup.SSTable::bytes).reversed())
            .limit(mostStatistics)
            .toList();
    if (largest.size() < backup.sstables().size() && mostStatistics > 0) {
      findings.add(
          Finding.of(
              Kind.NOTE,
              "the statistics are those of the "
                  + largest.size()
                  + " largest of "
                  + backup.sstables().size()
                  + " SSTables"));
    }
    TableDiagnosis.Statistics sum = TableDiagnosis.Statistics.NONE;
    Set<String> unknown = new TreeSet<>();
    for (Backup.SSTable sstable : largest) {
      SSTableStatistics each = read(sstable, at, findings);
      if (each != null) {
        sum =
            new TableDiagnosis.Statistics(
                sum.lookedAt() + 1,
                sum.partitions() + each.partitions(),
                sum.cells() + each.cells(),
                sum.expiredCells() + each.expiredCells(),
                Math.max(sum.longestTtlSeconds(), each.longestTtlSeconds()),
                Math.max(sum.largestPartitionBytes(), each.largestPartitionBytes()));
        unknown.addAll(each.columns());
      }
    }
    droppedColumns(schema, unknown, findings);
    if (sum.expiredShare() >= MANY_EXPIRED) {
      findings.add(
          Finding.of(
              Kind.EXPIRED_CELLS,
              "%.0f %% of the cells are tombstones or had expired at %s"
                  .formatted(sum.expiredShare() * 100, at)));
    }
    if (sum.largestPartitionBytes() >= WIDE_BYTES) {
      findings.add(
          Finding.of(
              Kind.WIDE_PARTITION,
              "the largest Cassandra partition has about "
                  + sum.largestPartitionBytes()
                  + " bytes in one SSTable"));
    }
    return sum;
  }

  private SSTableStatistics read(Backup.SSTable sstable, Instant at, List<Finding> findings)
      throws IOException {
    try {
      return SSTableStatistics.read(store, sstable, at);
    } catch (StoreException e) {
      throw e;
    } catch (NoSuchFileException e) {
      findings.add(Finding.of(Kind.UNREADABLE, "Backup object " + e.getMessage() + " is gone"));
    } catch (IOException e) {
      findings.add(Finding.of(Kind.UNREADABLE, e.getMessage()));
    }
    return null;
  }

  private static void droppedColumns(TableSchema schema, Set<String> held, List<Finding> findings) {
    if (schema == null) {
      return;
    }
    Set<String> known =
        schema.columns().stream().map(TableSchema.Column::name).collect(Collectors.toSet());
    held.removeAll(known);
    for (String column : held) {
      findings.add(
          Finding.of(
              Kind.DROPPED_COLUMN,
              "SSTables hold column '" + column + "', which the schema has no more"));
    }
  }
}
