package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.type.DataType;
import io.pointsman.backup.ObjectStore;
import io.pointsman.it.data.QuickstartData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The data set in a Cassandra node, backed up in Medusa's layout with both schema texts and in
 * every other layout, and the truth of it. The node is stopped: what is tested reads the backup
 * alone.
 *
 * @param store the bucket
 * @param backups the backup with each schema text
 * @param truths of each table
 * @param types of each table's columns, in the truth's order
 * @param everyType the truth of the table with every type, which stands beside the data set
 * @param origins of each table's values
 */
public record SharedBackup(
    ObjectStore store,
    Map<SchemaText, MedusaUpload.Uploaded> backups,
    List<Truth> truths,
    Map<TableName, List<DataType>> types,
    Truth everyType,
    Map<TableName, CqlOrigins> origins)
    implements AutoCloseable {
  private static final String BUCKET = "backups";
  private static final long ROWS = 6_000;

  /** Where the backups with that schema text lie. */
  public static String prefix(SchemaText text) {
    return "medusa/" + text.name().toLowerCase(java.util.Locale.ROOT);
  }

  static SharedBackup make(StackPaths paths, S3Server s3, Path dir, CassandraSettings settings)
      throws IOException, InterruptedException {
    s3.createBucket(BUCKET);
    ObjectStore store = TestStores.open(s3, BUCKET);
    try (CassandraNode node =
        CassandraNode.start(paths, dir.resolve("cassandra"), settings, System.err::println)) {
      QuickstartData.write(node, ROWS, System.err::println);
      try (CqlSession session = node.connect();
          CassandraManagement management = node.manage()) {
        EveryType.write(session, management);
      }
      Map<SchemaText, MedusaUpload.Uploaded> backups = new LinkedHashMap<>();
      for (SchemaText text : SchemaText.values()) {
        backups.put(
            text,
            new MedusaUpload(store, prefix(text), text, System.err::println)
                .backUp(node, settings.clusterName() + "-1"));
      }
      new LayoutUploads(store, node)
          .upload(
              QuickstartData.tables().stream()
                  .map(TableName::keyspace)
                  .collect(Collectors.toSet()));
      try (CqlSession session = node.connect()) {
        List<Truth> truths = Truth.dump(session, QuickstartData.tables(), dir.resolve("truth"));
        Map<TableName, List<DataType>> types = new LinkedHashMap<>();
        for (Truth truth : truths) {
          types.put(truth.table(), types(session, truth.table()));
        }
        Truth everyType =
            Truth.dump(session, List.of(EveryType.TABLE), dir.resolve("truth")).get(0);
        Map<TableName, CqlOrigins> origins = new LinkedHashMap<>();
        for (Truth truth : truths) {
          origins.put(truth.table(), CqlOrigins.ask(session, truth.table()));
        }
        return new SharedBackup(store, backups, truths, types, everyType, origins);
      }
    }
  }

  private static List<DataType> types(CqlSession session, TableName table) {
    List<DataType> types = new ArrayList<>();
    session
        .execute("SELECT * FROM " + table.cql() + " LIMIT 1")
        .getColumnDefinitions()
        .forEach(column -> types.add(column.getType()));
    return types;
  }

  @Override
  public void close() {
    store.close();
  }
}
