package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.CqlSession;
import io.pointsman.it.CassandraManagement;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.TableName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The data set of the quick start: five tables with what makes tables hard to move. Rows that lie
 * in several SSTables, updates, deletes of every kind (cell, row, range, partition), TTLs that
 * expired and TTLs of days, static columns, collections, user-defined types, a dropped column.
 * There are no counters: the reference engine reconciles cells by their write time, which a
 * counter's shards are not.
 */
public final class QuickstartData {
  /** Rows when nothing else is asked for. */
  public static final long DEFAULT_ROWS = 200_000;

  /** A tenth of this many rows still shows everything. */
  public static final long LEAST_ROWS = 2_000;

  private static final int STATEMENTS_PER_PROGRESS = 20_000;

  /** The longest TTL that is meant to have expired, and a second for what is cut off. */
  private static final Duration SHORT_TTLS = Duration.ofSeconds(3);

  private static final List<TableData> TABLES =
      List.of(new Profiles(), new Logins(), new Invoices(), new Items(), new Clicks());

  private QuickstartData() {}

  /**
   * What was written.
   *
   * @param rows rows inserted over all tables, an overwritten one counted again
   * @param statements inserts, updates and deletes
   * @param flushes how often each table was flushed
   */
  public record Written(long rows, long statements, int flushes) {}

  /** The tables, in a fixed order. */
  public static List<TableName> tables() {
    return TABLES.stream().map(table -> new TableName(table.keyspace(), table.table())).toList();
  }

  /**
   * Creates keyspaces and tables in a node that has none of them, and writes the data set. When it
   * returns, everything is flushed and every short TTL has expired.
   *
   * @param node a cluster of one node
   * @param rows how many to insert at least, {@value #LEAST_ROWS} or more
   * @param progress told how far it is
   */
  public static Written write(CassandraNode node, long rows, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (rows < LEAST_ROWS) {
      throw new IllegalArgumentException("At least " + LEAST_ROWS + " rows, not " + rows);
    }
    try (CqlSession session = node.connect();
        CassandraManagement management = node.manage()) {
      createSchema(session);
      progress.accept("created " + TABLES.size() + " tables");
      StatementWriter writer =
          new StatementWriter(
              session,
              statements -> {
                if (statements % STATEMENTS_PER_PROGRESS == 0) {
                  progress.accept("wrote " + statements + " statements");
                }
              });
      for (int round = 0; round < TableData.ROUNDS; round++) {
        for (TableData table : TABLES) {
          table.write(round, Math.round(Math.ceil(rows * table.share())), writer);
        }
        writer.await();
        for (String keyspace : keyspaces()) {
          management.flush(keyspace);
        }
        for (TableData table : TABLES) {
          table.schemaChangesAfter(round).forEach(session::execute);
        }
      }
      Thread.sleep(SHORT_TTLS.toMillis());
      progress.accept(
          "wrote "
              + writer.rows()
              + " rows with "
              + writer.statements()
              + " statements in "
              + TableData.ROUNDS
              + " flushes");
      return new Written(writer.rows(), writer.statements(), TableData.ROUNDS);
    }
  }

  private static void createSchema(CqlSession session) {
    for (String keyspace : keyspaces()) {
      session.execute(
          "CREATE KEYSPACE "
              + keyspace
              + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
              + CassandraNode.DATA_CENTRE
              + "': 1}");
    }
    for (TableData table : TABLES) {
      table.schema().forEach(session::execute);
    }
  }

  /** Their names, unquoted. */
  public static List<String> keyspaces() {
    TreeSet<String> keyspaces = new TreeSet<>();
    TABLES.forEach(table -> keyspaces.add(table.keyspace()));
    return List.copyOf(keyspaces);
  }
}
