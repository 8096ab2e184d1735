package io.pointsman.it.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.TableName;
import io.pointsman.it.Truth;
import io.pointsman.it.TruthComparison;
import io.pointsman.it.show.Progress;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Some of a batch's histories the whole way: their snapshots on an S3 server as somebody would
 * upload them, read by the Spark data source, compared with what the driver's own codecs make of
 * the nodes' answers.
 */
final class SparkSample {
  private static final String BUCKET = "fuzz";

  private final StackPaths paths;
  private final Path folder;
  private final FuzzCluster cluster;
  private final Progress progress;

  SparkSample(StackPaths paths, Path folder, FuzzCluster cluster, Progress progress) {
    this.paths = paths;
    this.folder = folder;
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * What was shown.
   *
   * @param histories how many were compared
   * @param rows that Spark read
   * @param failures those that differ
   */
  record Result(int histories, long rows, List<BatchResult.Failure> failures) {}

  /**
   * Compares the first histories of a batch, whose values are drawn for it.
   *
   * @param first how many
   */
  Result compare(BatchRunner.Batch batch, int first) throws IOException, InterruptedException {
    List<Outcome> chosen =
        batch.outcomes().stream()
            .limit(first)
            .filter(outcome -> outcome.disturbed() == null && !outcome.differs())
            .toList();
    if (chosen.isEmpty()) {
      return new Result(0, 0, List.of());
    }
    try (S3Server s3 =
        S3Server.start(paths, Files.createDirectories(folder.resolve("s3")), progress::detail)) {
      s3.createBucket(BUCKET);
      upload(s3, batch, chosen);
      List<Truth> truths =
          Truth.dump(
              cluster.session(),
              chosen.stream()
                  .map(outcome -> new TableName(FuzzCluster.KEYSPACE, outcome.table()))
                  .toList(),
              folder.resolve("truth"));
      List<CompareResult> results =
          TruthComparison.run(
              paths,
              new CompareRequest(
                  "none",
                  Map.of(),
                  truths.stream().map(truth -> comparison(s3, batch, truth)).toList()),
              folder.resolve("spark"),
              s3.environment(),
              progress::detail);
      progress.detail("read " + chosen.size() + " tables through Spark");
      return result(chosen, results);
    }
  }

  private void upload(S3Server s3, BatchRunner.Batch batch, List<Outcome> chosen)
      throws IOException {
    try (ObjectStore store =
        ObjectStores.open(
            new StoreSettings(
                s3.endpoint().toString(), S3Server.REGION, true, S3Server.CREDENTIALS_NAME, BUCKET),
            s3.environment())) {
      for (Path node : cluster.dataDirectories()) {
        String name = folder.relativize(node).getName(0).toString();
        for (Outcome outcome : chosen) {
          for (Path file : BackupRows.files(node, outcome.table(), batch.tag())) {
            store.upload(name + "/" + node.relativize(file), file);
          }
        }
      }
      List<String> types =
          batch.types().stream().map(type -> type.strip().replaceAll(";$", "")).toList();
      store.put(
          "pointsman-cluster.json", new ObjectMapper().writeValueAsBytes(Map.of("types", types)));
    }
  }

  private static CompareRequest.Comparison comparison(
      S3Server s3, BatchRunner.Batch batch, Truth truth) {
    return CompareRequest.Comparison.ofBackup(
        truth.table().table(),
        truth.columns(),
        truth.file().toAbsolutePath().toString(),
        Map.of(
            "backupUri",
            "s3://" + BUCKET,
            "layout",
            "plain",
            "backupId",
            batch.tag(),
            "keyspace",
            truth.table().keyspace(),
            "table",
            truth.table().table(),
            "referenceTime",
            batch.judgedAt().toString(),
            "endpoint",
            s3.endpoint().toString(),
            "region",
            S3Server.REGION,
            "pathStyle",
            "true",
            "credentials",
            S3Server.CREDENTIALS_NAME));
  }

  private Result result(List<Outcome> chosen, List<CompareResult> results) {
    List<BatchResult.Failure> failures = new ArrayList<>();
    long rows = 0;
    for (int i = 0; i < chosen.size(); i++) {
      CompareResult result = results.get(i);
      Outcome outcome = chosen.get(i);
      rows += result.rowsTable();
      if (!result.equal()) {
        failures.add(
            new BatchResult.Failure(
                outcome.history().number(),
                "through Spark: "
                    + (result.problem() == null
                        ? result.missing() + " rows are missing, " + result.extra() + " more"
                        : result.problem()),
                result.samples(),
                outcome.history().steps().size(),
                String.join(";\n", outcome.history().create())));
      }
    }
    return new Result(chosen.size(), rows, failures);
  }
}
