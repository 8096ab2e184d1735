package io.pointsman.it.fuzz;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.pointsman.it.CassandraManagement;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.CassandraSettings;
import io.pointsman.it.CassandraSettings.SsTableFormat;
import io.pointsman.it.FreePorts;
import io.pointsman.it.StackPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One or two real nodes, every one a replica of everything. A node is taken out of gossip and back
 * again, so that the replicas come to differ: the other one counts it as down, and keeps no hints.
 */
final class FuzzCluster implements AutoCloseable {
  static final String KEYSPACE = "fuzz";

  private static final int HEAP_MB = 768;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long LOOK_EVERY_MILLIS = 100;

  /** When a node that is silent counts as down: while one is expected to, and else. */
  private static final double AT_ONCE = 1;

  private static final double USUAL = 12;

  /** A node, and the ways to it. */
  private record Member(CassandraNode node, CqlSession session, CassandraManagement management)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      session.close();
      management.close();
      node.close();
    }
  }

  private final List<Member> members = new ArrayList<>();
  private Mode mode = Mode.ALL;

  private FuzzCluster() {}

  /**
   * Starts the nodes, makes the keyspace.
   *
   * @param formats the SSTable format of each node, one or two
   */
  static FuzzCluster start(
      StackPaths paths, Path dir, List<SsTableFormat> formats, Consumer<String> progress)
      throws IOException, InterruptedException {
    int[] ports = FreePorts.take(2 + formats.size());
    FuzzCluster cluster = new FuzzCluster();
    try {
      for (int i = 0; i < formats.size(); i++) {
        CassandraSettings settings =
            CassandraSettings.usual()
                .withClusterName("fuzz")
                .withHeapMb(HEAP_MB)
                .withManyTables()
                .withAddress("127.0.0." + (i + 1))
                .withSsTables(formats.get(i));
        CassandraNode node =
            CassandraNode.start(
                paths,
                dir.resolve("node" + (i + 1)),
                settings,
                new CassandraNode.Ports(ports[0], ports[1], ports[2 + i]),
                progress);
        Member member = new Member(node, node.connectToThisNodeOnly(), node.manage());
        cluster.members.add(member);
        member.management().suspectAt(USUAL);
      }
      cluster.awaitLive(cluster.members);
      cluster
          .session()
          .execute(
              "CREATE KEYSPACE "
                  + KEYSPACE
                  + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                  + CassandraNode.DATA_CENTRE
                  + "': "
                  + formats.size()
                  + "} AND durable_writes = false");
      cluster.awaitSchema();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  int nodes() {
    return members.size();
  }

  /** Where the first node's tables lie, then the second's. */
  List<Path> dataDirectories() {
    return members.stream().map(member -> member.node().dataDirectory()).toList();
  }

  /** To the node that coordinates now. */
  CqlSession session() {
    return members.get(mode == Mode.SECOND ? 1 : 0).session();
  }

  /** What the nodes that take part can acknowledge. */
  ConsistencyLevel consistency() {
    return mode == Mode.ALL ? ConsistencyLevel.ALL : ConsistencyLevel.ONE;
  }

  /** Changes which nodes take part. */
  void enter(Mode next) throws IOException, InterruptedException {
    if (next == mode) {
      return;
    }
    if (mode != Mode.ALL) {
      members.get(mode == Mode.FIRST ? 1 : 0).management().startGossiping();
      awaitLive(members);
      mode = Mode.ALL;
      awaitSchema();
    }
    if (next != Mode.ALL) {
      members.get(next == Mode.FIRST ? 1 : 0).management().stopGossiping();
      mode = next;
      CassandraManagement left = taking().get(0).management();
      left.suspectAt(AT_ONCE);
      awaitLive(taking());
      left.suspectAt(USUAL);
    }
  }

  private List<Member> taking() {
    return switch (mode) {
      case ALL -> members;
      case FIRST -> members.subList(0, 1);
      case SECOND -> members.subList(1, 2);
    };
  }

  /** Every one that takes part counts exactly these as up. */
  private void awaitLive(List<Member> expected) throws IOException, InterruptedException {
    List<String> addresses =
        expected.stream().map(member -> member.node().settings().address()).sorted().toList();
    await(
        "the nodes " + addresses + " to be up",
        () -> {
          for (Member member : expected) {
            if (!member.management().liveNodes().stream()
                .map(address -> address.replaceAll(":.*", ""))
                .sorted()
                .toList()
                .equals(addresses)) {
              return false;
            }
          }
          return true;
        });
  }

  /** All nodes have the same schema. */
  void awaitSchema() throws IOException, InterruptedException {
    await(
        "the nodes to agree on the schema",
        () ->
            members.stream()
                    .map(
                        member ->
                            member
                                .session()
                                .execute("SELECT schema_version FROM system.local")
                                .one()
                                .getUuid(0))
                    .distinct()
                    .count()
                == 1);
  }

  private static void await(String what, Callable<Boolean> condition)
      throws IOException, InterruptedException {
    Instant until = Instant.now().plus(LIMIT);
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
      if (Instant.now().isAfter(until)) {
        throw new IllegalStateException("Waited for " + what + " in vain, for " + LIMIT);
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** Flushes these tables on every node that takes part. */
  void flush(List<String> tables) throws IOException {
    if (!tables.isEmpty()) {
      for (Member member : taking()) {
        member.management().flush(KEYSPACE, tables.toArray(String[]::new));
      }
    }
  }

  /** Compacts a table on every node that takes part. */
  void compact(String table) throws IOException {
    for (Member member : taking()) {
      member.management().compact(KEYSPACE, table);
    }
  }

  /** Flushes and snapshots the keyspace on every node. */
  void snapshot(String tag) throws IOException {
    for (Member member : members) {
      member.management().snapshot(tag, KEYSPACE);
    }
  }

  void clearSnapshot(String tag) throws IOException {
    for (Member member : members) {
      member.management().clearSnapshot(tag);
    }
  }

  /** What creates the keyspace's types and tables now, with columns that were dropped. */
  List<Described> describe() {
    return session().execute("DESCRIBE KEYSPACE " + KEYSPACE + " WITH INTERNALS").all().stream()
        .map(FuzzCluster::described)
        .collect(Collectors.toList());
  }

  /** A type or table, and what creates it. */
  record Described(String type, String name, String cql) {}

  private static Described described(Row row) {
    return new Described(
        row.getString("type"), row.getString("name"), row.getString("create_statement"));
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.close();
    }
  }
}
