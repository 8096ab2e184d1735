package io.pointsman.backup;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One backup of a cluster, whatever tool wrote it: what every layout is read into.
 *
 * @param id the tool's own id
 * @param takenAt when its last node began its snapshot
 * @param nodes sorted by name
 * @param schema CQL text, or null when the layout has none
 * @param sstables of the tables that were asked for
 * @param incompleteBecause what is missing, each with its key; empty means complete
 * @param notes what a user should know but does not make the backup incomplete
 */
public record Backup(
    String id,
    Instant takenAt,
    List<Node> nodes,
    String schema,
    List<SSTable> sstables,
    List<String> incompleteBecause,
    List<String> notes) {
  public Backup {
    nodes = List.copyOf(nodes);
    sstables = List.copyOf(sstables);
    incompleteBecause = List.copyOf(incompleteBecause);
    notes = List.copyOf(notes);
  }

  public boolean complete() {
    return incompleteBecause.isEmpty();
  }

  /**
   * One node.
   *
   * @param name as the backup names it
   * @param dataCentre or null when unknown
   * @param rack or null when unknown
   * @param tokens Murmur3 tokens it owns, sorted; empty when unknown
   * @param manifestKey key of its manifest
   * @param manifestSha256 hexadecimal
   */
  public record Node(
      String name,
      String dataCentre,
      String rack,
      List<Long> tokens,
      String manifestKey,
      String manifestSha256)
      implements Serializable {
    public Node {
      tokens = List.copyOf(tokens);
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
   */
  public record SSTable(
      String keyspace, String table, String node, String descriptor, List<Component> components)
      implements Serializable {
    public SSTable {
      components = List.copyOf(components);
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
   */
  public record Component(String key, String fileName, long size) implements Serializable {}
}
