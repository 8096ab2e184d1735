package io.pointsman.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman backup doctor}. */
@Command(
    name = "doctor",
    footer = {
      "%nExample:",
      "  pointsman backup doctor s3://backups/prod --credentials backups --table members.profiles"
    },
    mixinStandardHelpOptions = true,
    description = {
      "What is missing or odd in a backup, and what it would do to a movement: by listings,",
      "manifests and Statistics.db alone. Exits 0 when every table is complete, 1 when one is not."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final Set<String> SYSTEM =
      Set.of(
          "system",
          "system_auth",
          "system_distributed",
          "system_schema",
          "system_traces",
          "system_views",
          "system_virtual_schema");

  @Mixin private StoreOptions options;
  @Mixin private BackupChoice choice;

  @Option(
      names = "--table",
      paramLabel = "KEYSPACE.TABLE",
      description = "only these tables; all that are not Cassandra's own unless said")
  private List<TableArgument> tables = List.of();

  @Option(
      names = "--reference-time",
      paramLabel = "INSTANT",
      description = "what TTLs are judged at; when the backup was taken unless said")
  private Instant referenceTime;

  @Option(
      names = "--statistics",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "of how many SSTables of a table the statistics are read, the largest first; 50 unless"
              + " said")
  private int statistics;

  @Override
  public Integer call() throws IOException {
    try (ObjectStore store = options.open()) {
      BackupReader reader = options.reader(store);
      String id = choice.id(reader);
      Doctor doctor = new Doctor(store, options.pins(reader), statistics);
      Answer answer = new Answer();
      answer
          .document()
          .put("uri", options.uri())
          .put("layout", reader.layout())
          .put("id", id)
          .put("consistency", options.consistency().name());
      ArrayNode rows = answer.document().putArray("tables");
      answer.line(
          "Backup " + id + ", layout " + reader.layout() + ", for " + options.consistency());
      List<TableArgument> wanted = tables.isEmpty() ? all(reader.contents(id)) : tables;
      for (TableArgument table : wanted) {
        System.err.println("looking at " + table);
        TableDiagnosis diagnosis = doctor.look(id, table.keyspace(), table.table(), referenceTime);
        answer.check(
            diagnosis.name() + " is complete for " + options.consistency(),
            diagnosis.complete(),
            diagnosis.findings().stream().filter(each -> each.kind().isFatal()).count(),
            "problems");
        row(rows.addObject(), diagnosis);
        print(diagnosis, answer);
      }
      answer.check("tables were looked at", !wanted.isEmpty(), wanted.size(), "tables");
      return answer.print(System.out, options.json());
    }
  }

  private static List<TableArgument> all(BackupReader.Contents contents) {
    return contents.tables().stream()
        .filter(part -> !SYSTEM.contains(part.keyspace()) && !part.keyspace().equals("?"))
        .map(part -> new TableArgument(part.keyspace(), part.table()))
        .distinct()
        .sorted(java.util.Comparator.comparing(TableArgument::toString))
        .toList();
  }

  private static void row(ObjectNode row, TableDiagnosis diagnosis) {
    row.put("keyspace", diagnosis.keyspace())
        .put("table", diagnosis.table())
        .put("complete", diagnosis.complete())
        .put("nodes", diagnosis.nodes())
        .put("sstables", diagnosis.sstables())
        .put("bytes", diagnosis.bytes());
    ObjectNode coverage = row.putObject("coverage");
    coverage.put("unknown", diagnosis.coverage().unknown());
    coverage.put("ranges", diagnosis.coverage().ranges());
    ObjectNode byReplicas = coverage.putObject("byReplicas");
    new TreeMap<>(diagnosis.coverage().byReplicas()).forEach(byReplicas::put);
    TableDiagnosis.Statistics sum = diagnosis.statistics();
    row.putObject("statistics")
        .put("sstablesLookedAt", sum.lookedAt())
        .put("partitions", sum.partitions())
        .put("cells", sum.cells())
        .put("expiredShare", sum.expiredShare())
        .put("longestTtlSeconds", sum.longestTtlSeconds())
        .put("largestPartitionBytes", sum.largestPartitionBytes());
    ArrayNode findings = row.putArray("findings");
    for (Finding finding : diagnosis.findings()) {
      findings
          .addObject()
          .put("kind", finding.kind().name())
          .put("fatal", finding.kind().isFatal())
          .put("text", finding.text())
          .put("effect", finding.effect());
    }
  }

  private static void print(TableDiagnosis diagnosis, Answer answer) {
    TableDiagnosis.Statistics sum = diagnosis.statistics();
    answer.line("");
    answer.line(diagnosis.name() + ": " + (diagnosis.complete() ? "complete" : "NOT COMPLETE"));
    answer.line(
        "  %d nodes, %d SSTables, %d bytes; replicas: %s"
            .formatted(
                diagnosis.nodes(), diagnosis.sstables(), diagnosis.bytes(), replicas(diagnosis)));
    if (sum.lookedAt() > 0) {
      answer.line(
          "  %.1f %% of %d cells expired or deleted, longest TTL %d s, largest partition %d bytes"
              .formatted(
                  sum.expiredShare() * 100,
                  sum.cells(),
                  sum.longestTtlSeconds(),
                  sum.largestPartitionBytes()));
    }
    for (Finding finding : diagnosis.findings()) {
      answer.line("  " + (finding.kind().isFatal() ? "✗ " : "· ") + finding.text());
      answer.line("      → " + finding.effect());
    }
  }

  private static String replicas(TableDiagnosis diagnosis) {
    if (diagnosis.coverage().unknown() != null) {
      return "not checked";
    }
    return new TreeMap<>(diagnosis.coverage().byReplicas())
        .entrySet().stream()
            .map(entry -> entry.getKey() + " whole in " + entry.getValue() + " ranges")
            .collect(Collectors.joining(", "));
  }
}
