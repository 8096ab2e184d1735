package io.pointsman.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges whether a backup holds what a consistency asks for, and which of its nodes and rows count.
 *
 * <p>A node that lacks anything of the table counts as lacking all of it: the part that is there
 * could bring back rows whose tombstones are in the part that is not.
 */
final class Completeness {
  /**
   * No tool snapshots all nodes in the same second, not even of a table that keeps no tombstones.
   */
  private static final Duration LEAST_SKEW = Duration.ofMinutes(5);

  private final String wantedDataCentre;
  private final Consistency consistency;
  private final Duration maxSkew;

  /**
   * @param dataCentre whose nodes are read, or null for all, or for the only one
   * @param maxSkew how far the nodes' snapshots may be apart
   */
  Completeness(String dataCentre, Consistency consistency, Duration maxSkew) {
    this.wantedDataCentre = dataCentre;
    this.consistency = consistency;
    this.maxSkew = maxSkew;
  }

  /**
   * What is left to read.
   *
   * @param backup of the nodes that are read; its problems are those that the consistency does not
   *     forgive, the others are notes
   * @param dataCentre that is read, or null for all
   * @param ringDigest of the ring that decides which rows count; null when all do
   */
  record Judged(Backup backup, String dataCentre, String ringDigest) {}

  /** Judges a backup that is to be pinned. */
  Judged judge(Backup backup) {
    return new Judging(backup, null, true).judge();
  }

  /**
   * Judges a backup that was pinned: exactly these nodes are read.
   *
   * @param byRing whether rows that their node does not own were left out then
   */
  Judged judgePinned(Backup backup, Set<String> nodes, boolean byRing) {
    return new Judging(backup, nodes, byRing).judge();
  }

  private final class Judging {
    private final Backup backup;
    private final Set<String> pinned;
    private final boolean byRing;
    private final List<Backup.Problem> problems = new ArrayList<>();
    private final List<String> notes;
    private final String dataCentre;

    Judging(Backup backup, Set<String> pinned, boolean byRing) {
      this.backup = backup;
      this.pinned = pinned;
      this.byRing = byRing;
      this.notes = new ArrayList<>(backup.notes());
      this.dataCentre = dataCentre();
    }

    /** The wanted one; for a local consistency the only one there is. */
    private String dataCentre() {
      if (wantedDataCentre != null || !consistency.isLocal()) {
        return wantedDataCentre;
      }
      Set<String> all =
          backup.nodes().stream()
              .map(Backup.Node::dataCentre)
              .filter(Objects::nonNull)
              .collect(Collectors.toCollection(TreeSet::new));
      if (all.size() > 1) {
        problem(
            "consistency "
                + consistency
                + " is of one data centre, and the backup has "
                + String.join(", ", all)
                + ": name one");
      }
      return all.size() == 1 ? all.iterator().next() : null;
    }

    private void problem(String text) {
      problems.add(new Backup.Problem(null, text));
    }

    private boolean isInScope(Backup.Node node) {
      return dataCentre == null || dataCentre.equals(node.dataCentre());
    }

    Judged judge() {
      List<Backup.Node> scope = backup.nodes().stream().filter(this::isInScope).toList();
      if (scope.isEmpty() && dataCentre != null) {
        problem(
            backup.nodes().stream().allMatch(node -> node.dataCentre() == null)
                ? "nothing says which data centre its nodes are of; "
                    + ClusterFacts.FILE
                    + " can, or leave the data centre out"
                : "it has no node of data centre '" + dataCentre + "'");
      }
      checkPartitioner();
      OwnedRing ring = OwnedRing.of(backup, dataCentre);
      Set<String> names = scope.stream().map(Backup.Node::name).collect(Collectors.toSet());
      Set<String> used = used(names, ring);
      List<Backup.Node> nodes =
          scope.stream().filter(node -> used.contains(node.name()) && node.finished()).toList();
      if (pinned == null) {
        skew(nodes).ifPresent(this::problem);
      }
      boolean owned = byRing && ring.unknown() == null;
      if (byRing && ring.unknown() != null) {
        notes.add(
            "Who owns which rows is not checked, since "
                + ring.unknown()
                + ": rows that a node kept after it lost their range count");
      }
      return new Judged(
          new Backup(
              backup.id(),
              backup.takenAt(),
              nodes,
              backup.topology(),
              backup.schema(),
              sstables(used, owned ? ring : null),
              problems,
              notes),
          dataCentre,
          owned ? ring.digest() : null);
    }

    private void checkPartitioner() {
      String partitioner = backup.topology().partitioner();
      if (partitioner != null && !partitioner.endsWith(OwnedRing.MURMUR3)) {
        problem("the partitioner " + partitioner + " is not read, only " + OwnedRing.MURMUR3);
      }
    }

    /** The nodes that are read; what is wrong beyond what is forgiven becomes a problem. */
    private Set<String> used(Set<String> scope, OwnedRing ring) {
      List<Backup.Problem> ofNodes = new ArrayList<>();
      for (Backup.Problem problem : backup.problems()) {
        if (problem.node() == null) {
          problems.add(problem);
        } else if (!scope.contains(problem.node())) {
          notes.add("Of another data centre, and not read: " + problem.text());
        } else {
          ofNodes.add(problem);
        }
      }
      if (pinned != null) {
        ofNodes.removeIf(problem -> !pinned.contains(problem.node()));
        problems.addAll(ofNodes);
        Set<String> read = new HashSet<>(scope);
        read.retainAll(pinned);
        return read;
      }
      Set<String> broken = ofNodes.stream().map(Backup.Problem::node).collect(Collectors.toSet());
      if (broken.isEmpty()) {
        return scope;
      }
      Optional<String> tooFew = tooFew(broken, ring);
      if (tooFew.isPresent()) {
        if (!consistency.needsAll()) {
          problem(tooFew.get());
        }
        problems.addAll(ofNodes);
        return scope;
      }
      ofNodes.forEach(
          problem ->
              notes.add("Not read, and not needed for " + consistency + ": " + problem.text()));
      Set<String> whole = new HashSet<>(scope);
      whole.removeAll(broken);
      return whole;
    }

    private Optional<String> tooFew(Set<String> broken, OwnedRing ring) {
      if (consistency.needsAll()) {
        return Optional.of("");
      }
      if (ring.unknown() != null) {
        return Optional.of(
            "consistency " + consistency + " cannot be judged, since " + ring.unknown());
      }
      List<Ring.Range> lacking =
          ring.ranges().stream()
              .filter(
                  range ->
                      whole(range, broken)
                          < Math.max(1, consistency.required(range.replicas().size())))
              .toList();
      if (lacking.isEmpty()) {
        return Optional.empty();
      }
      Ring.Range first = lacking.get(0);
      return Optional.of(
          "consistency "
              + consistency
              + ": "
              + lacking.size()
              + " of "
              + ring.ranges().size()
              + " token ranges have too few whole replicas, the first is "
              + Coverage.text(first)
              + " with "
              + whole(first, broken)
              + " of "
              + first.replicas().size()
              + ", "
              + consistency.required(first.replicas().size())
              + " needed");
    }

    private long whole(Ring.Range range, Set<String> broken) {
      return range.replicas().stream().filter(node -> !broken.contains(node)).count();
    }

    private Optional<String> skew(List<Backup.Node> nodes) {
      List<Backup.Node> timed =
          nodes.stream()
              .filter(node -> node.takenAt() != null)
              .sorted(Comparator.comparing(Backup.Node::takenAt))
              .toList();
      if (timed.size() < 2) {
        return Optional.empty();
      }
      Backup.Node first = timed.get(0);
      Backup.Node last = timed.get(timed.size() - 1);
      Duration apart = Duration.between(first.takenAt(), last.takenAt());
      Duration gcGrace = gcGrace();
      boolean byGcGrace = gcGrace.compareTo(maxSkew) < 0;
      Duration limit = byGcGrace ? gcGrace : maxSkew;
      return apart.compareTo(limit) <= 0
          ? Optional.empty()
          : Optional.of(skewText(first, last, apart, limit, byGcGrace));
    }

    private String skewText(
        Backup.Node first, Backup.Node last, Duration apart, Duration limit, boolean byGcGrace) {
      return "node "
          + first.name()
          + " began its snapshot at "
          + first.takenAt()
          + " and node "
          + last.name()
          + " at "
          + last.takenAt()
          + ": "
          + apart
          + " apart, more than "
          + limit
          + (byGcGrace ? ", the table's gc_grace_seconds" : ", the most that is allowed (maxSkew)");
    }

    /** An empty table keeps no tombstones, so nothing bounds the skew further. */
    private Duration gcGrace() {
      Duration gcGrace =
          backup.sstables().stream()
              .findFirst()
              .map(
                  sstable ->
                      SchemaFacts.of(backup.schema()).gcGrace(sstable.keyspace(), sstable.table()))
              .orElse(maxSkew);
      return gcGrace.compareTo(LEAST_SKEW) < 0 ? LEAST_SKEW : gcGrace;
    }

    private List<Backup.SSTable> sstables(Set<String> used, OwnedRing ring) {
      return backup.sstables().stream()
          .filter(sstable -> used.contains(sstable.node()))
          .map(
              sstable ->
                  ring == null
                      ? sstable
                      : sstable.ownedBy(
                          ring.owned().getOrDefault(sstable.node(), TokenSet.of(List.of()))))
          .toList();
    }
  }
}
