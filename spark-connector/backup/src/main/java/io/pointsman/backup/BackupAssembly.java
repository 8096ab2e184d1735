package io.pointsman.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts a backup together while a layout's reader goes through it, for one table. */
final class BackupAssembly {
  private final String keyspace;
  private final String table;
  private final ClusterFacts facts;
  private final Map<String, Backup.Node> nodes = new TreeMap<>();
  private final List<Backup.SSTable> sstables = new ArrayList<>();
  private final List<Backup.Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> directories = new TreeSet<>();
  private String partitioner;
  private String doubt;

  BackupAssembly(String keyspace, String table, ClusterFacts facts) {
    this.keyspace = keyspace;
    this.table = table;
    this.facts = facts;
  }

  String keyspace() {
    return keyspace;
  }

  String table() {
    return table;
  }

  /** Adds a node that has a manifest, or one without (it needs a problem too). */
  void node(Backup.Node node) {
    nodes.put(node.name(), node);
  }

  void sstables(List<Backup.SSTable> more) {
    sstables.addAll(more);
  }

  /** Says in which {@code <table>-<id>} the table's files lie. */
  void directory(String directory) {
    directories.add(directory);
  }

  /**
   * Says what makes the backup incomplete.
   *
   * @param node whose files it is about, or null
   */
  void problem(String node, String text) {
    problems.add(new Backup.Problem(node, text));
  }

  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  /** Takes over what was found while one node was looked at. */
  void absorb(BackupAssembly part) {
    nodes.putAll(part.nodes);
    sstables.addAll(part.sstables);
    problems.addAll(part.problems);
    part.notes.forEach(this::note);
    directories.addAll(part.directories);
  }

  /** An assembly for one node's part. */
  BackupAssembly part() {
    return new BackupAssembly(keyspace, table, facts);
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  List<String> problemTexts() {
    return problems.stream().map(Backup.Problem::text).toList();
  }

  Set<String> directories() {
    return directories;
  }

  ClusterFacts facts() {
    return facts;
  }

  /** Says why the ring must not be believed; the first reason counts. */
  void doubt(String why) {
    doubt = doubt == null ? why : doubt;
  }

  void partitioner(String className) {
    partitioner = className;
  }

  /**
   * The backup.
   *
   * @param schemaOfBackup CQL text, or null when there is none, which is a problem that was said
   */
  Backup build(String id, Instant takenAt, String schemaOfBackup) {
    String schema = facts.withTypes(schemaOfBackup);
    if (directories.size() > 1) {
      problem(
          null,
          "one id of table "
              + keyspace
              + "."
              + table
              + ": it was recreated while it was backed up, and has "
              + String.join(", ", directories));
    }
    applyNodesOfUser();
    return new Backup(
        id,
        takenAt,
        List.copyOf(nodes.values()),
        topology(schema),
        schema,
        sstables.stream().filter(sstable -> nodes.containsKey(sstable.node())).toList(),
        problems,
        notes);
  }

  private void applyNodesOfUser() {
    if (facts.nodes().isEmpty()) {
      return;
    }
    for (String name : List.copyOf(nodes.keySet())) {
      if (!facts.nodes().containsKey(name)) {
        nodes.remove(name);
        problems.removeIf(problem -> name.equals(problem.node()));
        note("Node " + name + " is not in " + ClusterFacts.FILE + "; it is not read");
      }
    }
    facts
        .nodes()
        .forEach(
            (name, place) -> {
              Backup.Node found = nodes.get(name);
              if (found == null) {
                problem(
                    name,
                    "node "
                        + name
                        + ": it is in "
                        + ClusterFacts.FILE
                        + ", and the backup has nothing of it");
              }
              nodes.put(
                  name,
                  new Backup.Node(
                      name,
                      place.dataCentre() != null || found == null
                          ? place.dataCentre()
                          : found.dataCentre(),
                      place.rack() != null || found == null ? place.rack() : found.rack(),
                      place.tokens().isEmpty() && found != null ? found.tokens() : place.tokens(),
                      found == null ? null : found.takenAt(),
                      found == null ? null : found.manifestKey(),
                      found == null ? null : found.manifestSha256()));
            });
    // What the user wrote is not in doubt.
    doubt = null;
  }

  private Backup.Topology topology(String schema) {
    Replication replication = null;
    try {
      replication =
          facts
              .replicationOf(keyspace)
              .or(() -> SchemaFacts.of(schema).replication(keyspace))
              .orElse(null);
    } catch (IllegalArgumentException e) {
      note("The replication of keyspace " + keyspace + " is not understood: " + e.getMessage());
    }
    return new Backup.Topology(
        facts.partitioner() == null ? partitioner : facts.partitioner(), replication, doubt);
  }
}
