package io.pointsman.publication;

import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Reads a staged snapshot's manifest list and manifests, as a reader would: a commit whose answer
 * was lost has been seen to have its manifest list deleted by the library's own clean-up.
 */
final class StagedAudit {
  private static final int MOST_FILES_LOOKED_FOR = 200;

  private final Catalog catalog;
  private final TableIdentifier table;
  private final StaticPartition partition;
  private final List<String> faults = new ArrayList<>();
  private long rows;
  private long files;
  private long bytes;
  private long lookedFor;

  /**
   * @param partition the one that was to be overwritten, or null for the whole table
   */
  StagedAudit(Catalog catalog, TableIdentifier table, StaticPartition partition) {
    this.catalog = catalog;
    this.table = table;
    this.partition = partition;
  }

  AuditResult run(JobKey job, long expectedRows, Schema wanted) {
    try {
      return audit(job, expectedRows, wanted);
    } catch (NoSuchTableException e) {
      return new AuditResult.Failed(List.of("table %s does not exist any more".formatted(table)));
    } catch (NotFoundException e) {
      return new AuditResult.Failed(
          List.of("a file of the staged snapshot is missing: " + CommitLoop.describe(e)));
    } catch (IOException | RuntimeException e) {
      return new AuditResult.Unavailable(
          "Cannot audit %s: %s".formatted(table, CommitLoop.describe(e)));
    }
  }

  private AuditResult audit(JobKey job, long expectedRows, Schema wanted) throws IOException {
    var loaded = catalog.loadTable(table);
    TableMetadata metadata = ((HasTableOperations) loaded).operations().current();
    SnapshotRef branch = metadata.ref(job.branch());
    if (branch == null) {
      return new AuditResult.Failed(
          List.of("table %s has no branch %s".formatted(table, job.branch())));
    }
    Snapshot staged = metadata.snapshot(branch.snapshotId());
    checkLineage(staged, job, expectedRows);
    checkSchema(metadata, staged, wanted);
    if (partition == null) {
      checkFiles(metadata, loaded.io(), staged);
      checkTotal(staged, SnapshotSummary.TOTAL_RECORDS_PROP, expectedRows);
      checkTotal(staged, SnapshotSummary.TOTAL_DATA_FILES_PROP, files);
      checkTotal(staged, SnapshotSummary.TOTAL_DELETE_FILES_PROP, 0);
    } else {
      checkPartition(metadata, loaded.io(), staged);
    }
    if (rows != expectedRows) {
      faults.add("its manifests hold %d rows, the job wrote %d".formatted(rows, expectedRows));
    }
    return faults.isEmpty()
        ? new AuditResult.Passed(staged.snapshotId(), rows, files, bytes, lookedFor)
        : new AuditResult.Failed(faults);
  }

  private void checkLineage(Snapshot staged, JobKey job, long expectedRows) {
    Lineage lineage = Lineage.read(staged.summary()).orElse(null);
    if (lineage == null) {
      faults.add(
          "snapshot %d, the head of branch %s, carries no lineage"
              .formatted(staged.snapshotId(), job.branch()));
    } else if (!lineage.key().equals(job)) {
      faults.add(
          "snapshot %d was staged by %s, not by %s"
              .formatted(staged.snapshotId(), lineage.key().path(), job.path()));
    } else if (lineage.rows() != null && lineage.rows() != expectedRows) {
      faults.add(
          "its lineage names %d rows, the job's result %d".formatted(lineage.rows(), expectedRows));
    }
    String wanted = partition == null ? null : partition.toString();
    if (lineage != null && !Objects.equals(lineage.partition(), wanted)) {
      faults.add(
          "its lineage names %s as its partition, the run %s"
              .formatted(
                  Objects.requireNonNullElse(lineage.partition(), "none"),
                  Objects.requireNonNullElse(wanted, "none")));
    }
  }

  private void checkSchema(TableMetadata metadata, Snapshot staged, Schema wanted) {
    Schema schema =
        staged.schemaId() == null
            ? metadata.schema()
            : metadata.schemasById().get(staged.schemaId());
    if (schema == null) {
      faults.add("the table has no schema %d any more".formatted(staged.schemaId()));
      return;
    }
    SchemaDifference difference =
        IcebergSchemas.difference(PartitionTarget.besides(schema, partition), wanted);
    faults.addAll(difference.incompatible());
    for (String column : difference.added()) {
      faults.add("it was written without the column '%s'".formatted(column));
    }
  }

  private void checkFiles(TableMetadata metadata, FileIO io, Snapshot staged) throws IOException {
    List<String> roots = roots(metadata);
    Set<String> seen = new HashSet<>();
    for (ManifestFile manifest : staged.allManifests(io)) {
      if (manifest.content() == ManifestContent.DELETES) {
        faults.add("it carries deletes, in " + manifest.path());
        continue;
      }
      long before = files;
      try (ManifestReader<DataFile> live = ManifestFiles.read(manifest, io, metadata.specsById())) {
        for (DataFile file : live) {
          check(file, io, roots, seen);
        }
      }
      long listed = (long) manifest.addedFilesCount() + manifest.existingFilesCount();
      if (listed != files - before) {
        faults.add(
            "manifest %s lists %d files, the manifest list says %d"
                .formatted(manifest.path(), files - before, listed));
      }
    }
  }

  private void checkPartition(TableMetadata metadata, FileIO io, Snapshot staged)
      throws IOException {
    List<Snapshot> own = new MainHistory(metadata).stagedBy(staged);
    Long on = own.isEmpty() ? null : own.get(own.size() - 1).parentId();
    Snapshot before = on == null ? null : metadata.snapshot(on);
    PartitionFiles found =
        PartitionFiles.of(new PartitionTarget(partition, metadata.specsById()), metadata, io)
            .between(before, staged);
    faults.addAll(found.faults(on != null && before == null));
    List<String> roots = roots(metadata);
    Set<String> seen = new HashSet<>();
    for (DataFile file : found.inside()) {
      check(file, io, roots, seen);
    }
  }

  private void check(DataFile file, FileIO io, List<String> roots, Set<String> seen) {
    String location = file.location();
    files++;
    rows += file.recordCount();
    bytes += file.fileSizeInBytes();
    if (!seen.add(location)) {
      faults.add("data file %s is listed twice".formatted(location));
    }
    if (roots.stream().noneMatch(location::startsWith)) {
      faults.add("data file %s lies outside the table's location".formatted(location));
    }
    if (lookedFor < MOST_FILES_LOOKED_FOR) {
      lookedFor++;
      if (!io.newInputFile(location).exists()) {
        faults.add("data file %s is missing".formatted(location));
      }
    }
  }

  private static List<String> roots(TableMetadata metadata) {
    List<String> roots = new ArrayList<>();
    roots.add(folder(metadata.location()));
    for (String property :
        List.of(TableProperties.WRITE_DATA_LOCATION, TableProperties.OBJECT_STORE_PATH)) {
      if (metadata.properties().containsKey(property)) {
        roots.add(folder(metadata.properties().get(property)));
      }
    }
    return roots;
  }

  private static String folder(String location) {
    return location.endsWith("/") ? location : location + "/";
  }

  private void checkTotal(Snapshot staged, String property, long expected) {
    String total = staged.summary().get(property);
    if (total != null && Long.parseLong(total) != expected) {
      faults.add("its %s is %s instead of %d".formatted(property, total, expected));
    }
  }
}
