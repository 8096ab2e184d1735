package io.pointsman.sstable;

import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.CqlStatements.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.antlr.runtime.RecognitionException;
import org.apache.cassandra.cql3.CQLFragmentParser;
import org.apache.cassandra.cql3.CQLStatement;
import org.apache.cassandra.cql3.CqlParser;
import org.apache.cassandra.cql3.statements.schema.AlterSchemaStatement;
import org.apache.cassandra.cql3.statements.schema.CreateTableStatement;
import org.apache.cassandra.cql3.statements.schema.TableAttributes;
import org.apache.cassandra.exceptions.RequestValidationException;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.KeyspaceMetadata;
import org.apache.cassandra.schema.KeyspaceParams;
import org.apache.cassandra.schema.Keyspaces;
import org.apache.cassandra.schema.TableMetadata;

/**
 * Reads the schema text that comes with a backup: what {@code DESCRIBE} prints, a snapshot's {@code
 * schema.cql} of one table, or all keyspaces as Medusa writes them. Indexes, views, functions,
 * triggers and table options do not change what a table's rows are, and are passed over.
 */
public final class CqlSchema {
  /**
   * A table with compact storage and no clustering has a hidden clustering column, whose order
   * Cassandra writes down all the same. Ascending is what a column is without saying so.
   */
  private static final Pattern HIDDEN_ORDER =
      Pattern.compile("\\s+AND\\s+CLUSTERING ORDER BY \\(column1 ASC\\)");

  /** The id is a name; without the intervals Cassandra would not use the index summaries. */
  private static final Set<String> KEPT_OPTIONS =
      Set.of(TableAttributes.ID, "min_index_interval", "max_index_interval");

  private final String keyspace;
  private final String table;
  private final TreeSet<String> tables = new TreeSet<>();
  private Keyspaces keyspaces;
  private boolean found;

  private CqlSchema(String keyspace, String table) {
    this.keyspace = keyspace;
    this.table = table;
    // Replication is for nodes: it is not read, so that no strategy class is needed.
    this.keyspaces = Keyspaces.of(KeyspaceMetadata.create(keyspace, KeyspaceParams.simple(1)));
  }

  /**
   * The columns of one table.
   *
   * @param schemaCql CQL script
   * @param keyspace unquoted
   * @param table unquoted
   * @throws SchemaException when a statement that the table needs cannot be read (naming it and its
   *     line), or when there is no such table (naming those that there are)
   */
  public static TableSchema parse(String schemaCql, String keyspace, String table) {
    return tableSchema(metadata(schemaCql, keyspace, table));
  }

  /** The same as Cassandra's own metadata. */
  static TableMetadata metadata(String schemaCql, String keyspace, String table) {
    CassandraRuntime.start();
    return new CqlSchema(keyspace, table).read(schemaCql);
  }

  private TableMetadata read(String schemaCql) {
    List<Statement> types = new ArrayList<>();
    List<Statement> others = new ArrayList<>();
    for (Statement statement : CqlStatements.of(schemaCql)) {
      switch (SchemaStatement.kind(statement.text())) {
        case CREATE_TYPE -> types.add(statement);
        case CREATE_TABLE, ALTER_TABLE, ALTER_TYPE -> others.add(statement);
        case OTHER -> {}
      }
    }
    createTypes(types);
    others.forEach(this::apply);
    if (!found) {
      throw new SchemaException(
          "The backup's schema has no table "
              + keyspace
              + "."
              + table
              + "; keyspace "
              + keyspace
              + (tables.isEmpty() ? " has none there" : " has " + String.join(", ", tables)),
          0,
          null);
    }
    return keyspaces.getNullable(keyspace).getTableNullable(table);
  }

  /** Types may use each other in any order, so those that fail are tried again after the others. */
  private void createTypes(List<Statement> statements) {
    List<Statement> left = statements;
    while (!left.isEmpty()) {
      List<Statement> failed = new ArrayList<>();
      SchemaException failure = null;
      for (Statement statement : left) {
        try {
          apply(statement);
        } catch (SchemaException e) {
          failed.add(statement);
          failure = failure == null ? e : failure;
        }
      }
      if (failed.size() == left.size()) {
        throw failure;
      }
      left = failed;
    }
  }

  private void apply(Statement statement) {
    try {
      SchemaStatement.Target target = SchemaStatement.target(statement.text());
      if (target.keyspace() != null && !target.keyspace().equals(keyspace)) {
        return;
      }
      switch (SchemaStatement.kind(statement.text())) {
        case CREATE_TYPE, ALTER_TYPE -> applyParsed(parse(statement));
        case CREATE_TABLE -> {
          tables.add(target.name());
          if (target.name().equals(table)) {
            applyParsed(parse(statement));
            found = true;
          }
        }
        case ALTER_TABLE -> {
          if (target.name().equals(table)) {
            alter(statement);
          }
        }
        case OTHER -> {}
      }
    } catch (RequestValidationException
        | RecognitionException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw new SchemaException(
          "Cannot read line "
              + statement.line()
              + " of the backup's schema, '"
              + statement.shown()
              + "': "
              + e.getMessage()
              + hint(e),
          statement.line(),
          e);
    }
  }

  private static String hint(Exception problem) {
    return problem.getMessage() != null && problem.getMessage().startsWith("Unknown type")
        ? "; Cassandra's snapshots leave out types that only collections use, and"
            + " pointsman-cluster.json beside the backups can name them"
        : "";
  }

  private CQLStatement.Raw parse(Statement statement) throws RecognitionException {
    String text = HIDDEN_ORDER.matcher(statement.text()).replaceFirst("");
    return CQLFragmentParser.parseAnyUnhandled(
        CqlParser::query, SchemaStatement.qualified(text, keyspace) + ";");
  }

  private void applyParsed(CQLStatement.Raw raw) {
    if (raw instanceof CreateTableStatement.Raw create) {
      // Options tell nodes how to store the table. What this version does not know, or a class
      // that it does not have, must not keep anybody from reading the rows.
      for (String option : List.copyOf(create.attrs.updatedProperties())) {
        if (!KEPT_OPTIONS.contains(option)) {
          create.attrs.removeProperty(option);
        }
      }
      if (!create.attrs.hasProperty(TableAttributes.ID)) {
        // Cassandra would make a time-based one up, which needs rights in the JVM that only
        // readers of SSTables have.
        create.attrs.addProperty(TableAttributes.ID, idOf(keyspace, table));
      }
    }
    // The client's state is only asked for its keyspace, and every name has one by now.
    AlterSchemaStatement statement = (AlterSchemaStatement) raw.prepare(null);
    keyspaces = statement.apply(keyspaces);
  }

  private static String idOf(String keyspace, String table) {
    String name = keyspace + "." + table;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void alter(Statement statement) throws RecognitionException {
    DroppedColumns dropped = DroppedColumns.in(statement.text());
    if (dropped == null) {
      if (!SchemaStatement.altersOptions(statement.text())) {
        applyParsed(parse(statement));
      }
      return;
    }
    KeyspaceMetadata before = keyspaces.getNullable(keyspace);
    TableMetadata metadata = before.getTableNullable(table);
    keyspaces =
        keyspaces.withAddedOrUpdated(
            before.withSwapped(before.tables.withSwapped(dropped.from(metadata))));
  }

  static TableSchema tableSchema(TableMetadata metadata) {
    List<TableSchema.Column> columns = new ArrayList<>();
    Iterator<ColumnMetadata> all = metadata.allColumnsInSelectOrder();
    while (all.hasNext()) {
      ColumnMetadata column = all.next();
      TableSchema.Kind kind =
          switch (column.kind) {
            case PARTITION_KEY -> TableSchema.Kind.PARTITION_KEY;
            case CLUSTERING -> TableSchema.Kind.CLUSTERING;
            case STATIC -> TableSchema.Kind.STATIC;
            case REGULAR -> TableSchema.Kind.REGULAR;
          };
      columns.add(
          new TableSchema.Column(
              column.name.toString(),
              CqlTypes.of(column.type),
              kind,
              column.isPrimaryKeyColumn() ? column.position() : -1,
              column.isClusteringColumn() && column.type.isReversed()));
    }
    return new TableSchema(metadata.keyspace, metadata.name, columns);
  }
}
