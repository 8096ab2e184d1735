package io.pointsman.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.sstable.SchemaException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./pointsman backup show}. */
@Command(
    name = "show",
    footer = {
      "%nExamples:",
      "  pointsman backup show s3://backups/prod --credentials backups",
      "  pointsman backup show s3://backups/prod --backup nightly --table shop.orders --json"
    },
    mixinStandardHelpOptions = true,
    description = {
      "One backup's nodes, tables, bytes, formats and schema, by its manifests alone.",
      "Exits 0 when every node has its manifest."
    })
final class ShowCommand implements Callable<Integer> {
  @Mixin private StoreOptions options;
  @Mixin private BackupChoice choice;

  @Option(
      names = "--table",
      paramLabel = "KEYSPACE.TABLE",
      description = "only these tables, with their columns")
  private List<TableArgument> tables = List.of();

  @Override
  public Integer call() throws IOException {
    try (ObjectStore store = options.open()) {
      BackupReader reader = options.reader(store);
      String id = choice.id(reader);
      BackupReader.Contents contents = reader.contents(id);
      Answer answer = new Answer();
      answer.document().put("uri", options.uri()).put("layout", reader.layout()).put("id", id);
      answer.line("Backup " + id + ", layout " + reader.layout());
      answer.line("");
      nodes(contents, answer);
      tables(contents, answer);
      if (contents.schema() != null) {
        answer.document().put("schema", contents.schema());
      }
      for (TableArgument table : tables) {
        schema(reader.read(id, table.keyspace(), table.table()), table, answer);
      }
      long finished = contents.nodes().stream().filter(Backup.Node::finished).count();
      answer.check(
          "every node has its manifest",
          finished == contents.nodes().size() && finished > 0,
          finished,
          "of " + contents.nodes().size() + " nodes");
      return answer.print(System.out, options.json());
    }
  }

  private static void nodes(BackupReader.Contents contents, Answer answer) {
    ArrayNode rows = answer.document().putArray("nodes");
    Columns table = new Columns("NODE", "DATA CENTRE", "RACK", "TOKENS", "TAKEN AT", "MANIFEST");
    for (Backup.Node node : contents.nodes()) {
      rows.addObject()
          .put("name", node.name())
          .put("dataCentre", node.dataCentre())
          .put("rack", node.rack())
          .put("tokens", node.tokens().size())
          .put("takenAt", node.takenAt() == null ? null : node.takenAt().toString())
          .put("manifest", node.manifestKey());
      table.line(
          node.name(),
          orUnknown(node.dataCentre()),
          orUnknown(node.rack()),
          node.tokens().isEmpty() ? "?" : node.tokens().size(),
          orUnknown(node.takenAt()),
          node.finished() ? node.manifestKey() : "MISSING");
    }
    answer.line(table);
  }

  private static Object orUnknown(Object value) {
    return value == null ? "?" : value;
  }

  private void tables(BackupReader.Contents contents, Answer answer) {
    Map<String, List<BackupReader.TableContents>> byTable =
        contents.tables().stream()
            .filter(
                part ->
                    tables.isEmpty()
                        || tables.contains(new TableArgument(part.keyspace(), part.table())))
            .collect(
                Collectors.groupingBy(
                    part -> part.keyspace() + "." + part.table(),
                    TreeMap::new,
                    Collectors.toCollection(ArrayList::new)));
    ArrayNode rows = answer.document().putArray("tables");
    Columns table = new Columns("TABLE", "NODES", "SSTABLES", "FILES", "BYTES", "FORMATS");
    byTable.forEach(
        (name, parts) -> {
          int sstables = parts.stream().mapToInt(BackupReader.TableContents::sstables).sum();
          int files = parts.stream().mapToInt(BackupReader.TableContents::files).sum();
          boolean known = parts.stream().allMatch(part -> part.bytes() >= 0);
          long bytes = parts.stream().mapToLong(BackupReader.TableContents::bytes).sum();
          TreeSet<String> formats = new TreeSet<>();
          parts.forEach(part -> formats.addAll(part.formats()));
          ObjectNode row =
              rows.addObject()
                  .put("keyspace", parts.get(0).keyspace())
                  .put("table", parts.get(0).table())
                  .put("nodes", parts.size())
                  .put("sstables", sstables)
                  .put("files", files)
                  .put("bytes", known ? bytes : null);
          formats.forEach(row.withArray("formats")::add);
          table.line(
              name,
              parts.size(),
              sstables,
              files,
              known ? (Object) bytes : "?",
              String.join(" ", formats));
        });
    answer.line(table);
  }

  private static void schema(Backup backup, TableArgument table, Answer answer) {
    ObjectNode row = answer.document().withArray("schemas").addObject();
    row.put("keyspace", table.keyspace()).put("table", table.table());
    if (backup.schema() == null) {
      answer.line(table + ": the backup has no schema for it");
      return;
    }
    row.put("cql", backup.schema());
    TableSchema schema;
    try {
      schema = CqlSchema.parse(backup.schema(), table.keyspace(), table.table());
    } catch (SchemaException e) {
      row.put("error", e.getMessage());
      answer.check("the schema of " + table + " can be read", false, 0, "columns");
      answer.line(e.getMessage());
      return;
    }
    Columns columns = new Columns("COLUMN of " + table, "TYPE", "KIND");
    for (TableSchema.Column column : schema.columns()) {
      row.withArray("columns")
          .addObject()
          .put("name", column.name())
          .put("type", column.type().cql())
          .put("kind", column.kind().name());
      columns.line(
          column.name(),
          column.type().cql(),
          column.kind().name().toLowerCase(java.util.Locale.ROOT));
    }
    answer.line(columns);
  }
}
