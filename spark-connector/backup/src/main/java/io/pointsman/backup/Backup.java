package io.pointsman.backup;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One backup of a cluster, whatever tool wrote it: what every layout is read into.
 *
 * @param id the tool's own id; Priam has none for a cluster, there it is an instant
 * @param takenAt when its last node began its snapshot
 * @param nodes every node that belongs to it, sorted by name, those without a manifest too
 * @param topology what is known of the ring
 * @param schema CQL text, or null when there is none
 * @param sstables of the tables that were asked for
 * @param problems what is missing or wrong, each with its key; none means complete
 * @param notes what a user should know but does not make the backup incomplete
 */
public record Backup(
    String id,
    Instant takenAt,
    List<Node> nodes,
    Topology topology,
    String schema,
    List<SSTable> sstables,
    List<Problem> problems,
    List<String> notes) {
  public Backup {
    nodes = List.copyOf(nodes);
    sstables = List.copyOf(sstables);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  public boolean complete() {
    return problems.isEmpty();
  }

  /** The problems' texts. */
  public List<String> incompleteBecause() {
    return problems.stream().map(Problem::text).toList();
  }

  /**
   * One thing that is missing or wrong.
   *
   * @param node whose files it is about, or null when it is about the backup as a whole
   * @param text names the key
   */
  public record Problem(String node, String text) {}

  /**
   * What is known of the ring beside its nodes.
   *
   * @param partitioner class name, or null when nothing says
   * @param replication of the table's keyspace, or null when nothing says
   * @param doubt why the ring must not be believed, or null
   */
  public record Topology(String partitioner, Replication replication, String doubt) {
    static final Topology UNKNOWN = new Topology(null, null, null);
  }

  /**
   * One node.
   *
   * @param name as the backup names it
   * @param dataCentre or null when unknown
   * @param rack or null when unknown
   * @param tokens Murmur3 tokens it owns, sorted; empty when unknown
   * @param takenAt when it began its snapshot, or null when unknown
   * @param manifestKey key of its manifest, or null when it has none that can be read
   * @param manifestSha256 hexadecimal, of the object as it is stored; null with the key
   */
  public record Node(
      String name,
      String dataCentre,
      String rack,
      List<Long> tokens,
      Instant takenAt,
      String manifestKey,
      String manifestSha256)
      implements Serializable {
    public Node {
      tokens = List.copyOf(tokens);
    }

    /** Whether it has a manifest. */
    public boolean finished() {
      return manifestKey != null;
    }
  }

  /**
   * One SSTable: the files that share a descriptor.
   *
   * @param keyspace unquoted
   * @param table unquoted
   * @param node the node it came from
   * @param descriptor such as {@code nb-1-big}
   * @param components its files
   * @param owned the tokens that its node is a replica of; rows of others do not count
   */
  public record SSTable(
      String keyspace,
      String table,
      String node,
      String descriptor,
      List<Component> components,
      TokenSet owned)
      implements Serializable {
    public SSTable {
      components = List.copyOf(components);
    }

    /** One whose node's place in the ring is not known: all its rows count. */
    public SSTable(
        String keyspace, String table, String node, String descriptor, List<Component> components) {
      this(keyspace, table, node, descriptor, components, TokenSet.everything());
    }

    /** The same, of which only these tokens count. */
    SSTable ownedBy(TokenSet tokens) {
      return new SSTable(keyspace, table, node, descriptor, components, tokens);
    }

    /** All its bytes on the store. */
    public long bytes() {
      return components.stream().mapToLong(Component::size).sum();
    }
  }

  /**
   * One file of an SSTable.
   *
   * @param key full key in the bucket
   * @param fileName such as {@code nb-1-big-Data.db}
   * @param size bytes, as the store lists it
   * @param codec what the backup tool did to the file
   * @param contentSize bytes of the file itself; -1 when that is known only once it is decoded
   */
  public record Component(String key, String fileName, long size, Codec codec, long contentSize)
      implements Serializable {
    /** A file that lies on the store as it is. */
    public Component(String key, String fileName, long size) {
      this(key, fileName, size, Codec.NONE, size);
    }
  }
}
