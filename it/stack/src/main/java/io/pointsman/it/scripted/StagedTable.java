package io.pointsman.it.scripted;

import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.job.Lineage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Stages as the engines do, without Spark: a real Iceberg snapshot on the job's branch, the whole
 * table or the request's partition replaced, with the lineage in its summary; so that audit and
 * publish are real, too.
 */
public final class StagedTable {
  private StagedTable() {}

  /**
   * Stages.
   *
   * @param startedAt when the job began
   * @return the job's result
   */
  public static JobResult stage(Catalog catalog, JobRequest request, long rows, Instant startedAt)
      throws IOException {
    Table table = catalog.loadTable(identifier(request.movement().destination()));
    if (!table.refs().containsKey(request.branch())) {
      table.manageSnapshots().createBranch(request.branch()).commit();
    }
    var overwrite =
        table
            .newOverwrite()
            .overwriteByRowFilter(replaced(request))
            .addFile(file(table, rows, request.partition()))
            .toBranch(request.branch());
    Lineage.of(request, rows, "scripted").toSummary().forEach(overwrite::set);
    overwrite.commit();
    table.refresh();
    return new JobResult(
        true,
        null,
        null,
        table.refs().get(request.branch()).snapshotId(),
        rows,
        rows * 100,
        startedAt,
        Instant.now(),
        request.pin().backupId(),
        request.pin().referenceTime(),
        List.of(),
        Map.of());
  }

  public static TableIdentifier identifier(DestinationTable table) {
    return TableIdentifier.of(Namespace.of(table.namespace()), table.table());
  }

  private static Expression replaced(JobRequest request) {
    if (request.partition() == null) {
      return Expressions.alwaysTrue();
    }
    return request.partition().values().stream()
        .<Expression>map(value -> Expressions.equal(value.column(), value.value()))
        .reduce(Expressions::and)
        .orElseThrow();
  }

  /** A data file that is there, though nobody could read rows from it: no worker does. */
  private static DataFile file(Table table, long rows, StaticPartition partition)
      throws IOException {
    String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    byte[] content = ("rows " + rows).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      out.write(content);
    }
    var file =
        DataFiles.builder(partition == null ? PartitionSpec.unpartitioned() : table.spec())
            .withPath(location)
            .withFileSizeInBytes(content.length)
            .withRecordCount(rows);
    return partition == null
        ? file.build()
        : file.withPartitionValues(
                partition.values().stream().map(StaticPartition.Value::value).toList())
            .build();
  }
}
