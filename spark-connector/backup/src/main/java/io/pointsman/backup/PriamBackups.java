package io.pointsman.backup;

import io.pointsman.decider.BackupPin;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Backups that Priam wrote, version 2. Nodes run on clocks of their own and Priam has no name for
 * what they did together, so a cluster's backup is an instant: of each node the newest whole backup
 * at or before it.
 */
final class PriamBackups implements BackupReader {
  static final String LAYOUT = "priam";

  /** A node without a manifest for this long is not expected any more. */
  static final Duration RECENT = Duration.ofDays(7);

  private final BackupLayout.Place place;

  PriamBackups(BackupLayout.Place place) {
    this.place = place;
  }

  /** How it is known. */
  static final class Layout implements BackupLayout {
    @Override
    public String name() {
      return LAYOUT;
    }

    @Override
    public String lookedFor() {
      return "<token>/META_V2/, also below one <hash>_<cluster>/";
    }

    @Override
    public boolean isAt(ObjectStore store, String root) throws IOException {
      return hasNodes(store, root) || !clusters(store, root).isEmpty();
    }

    /** The URI is the cluster's folder, or the one above it when there is no other cluster. */
    @Override
    public BackupReader reader(Place place) throws IOException {
      if (hasNodes(place.store(), place.root())) {
        return new PriamBackups(place);
      }
      return new PriamBackups(place.ofOnly(clusters(place.store(), place.root()), "Priam"));
    }

    private static boolean hasNodes(ObjectStore store, String root) throws IOException {
      for (String folder : children(store, root)) {
        if (PriamKeys.TOKEN.matcher(Listings.folderName(folder, root)).matches()
            && store.listFolders(folder).contains(folder + PriamKeys.META)) {
          return true;
        }
      }
      return false;
    }

    private static List<String> clusters(ObjectStore store, String root) throws IOException {
      List<String> clusters = new ArrayList<>();
      for (String folder : children(store, root)) {
        if (PriamKeys.CLUSTER.matcher(Listings.folderName(folder, root)).matches()
            && hasNodes(store, folder)) {
          clusters.add(folder);
        }
      }
      return clusters;
    }

    private static List<String> children(ObjectStore store, String root) throws IOException {
      return store.listFolders(root);
    }
  }

  @Override
  public String layout() {
    return LAYOUT;
  }

  @Override
  public Duration maxSkew() {
    return place.maxSkew();
  }

  /** Every node's manifests, newest first; nodes by name. */
  private Map<String, List<PriamKeys.Manifest>> manifests() throws IOException {
    Map<String, List<PriamKeys.Manifest>> nodes = new TreeMap<>();
    for (String folder : place.store().listFolders(place.root())) {
      String token = Listings.folderName(folder, place.root());
      if (!PriamKeys.TOKEN.matcher(token).matches()) {
        continue;
      }
      List<PriamKeys.Manifest> manifests = new ArrayList<>();
      place
          .store()
          .list(
              folder + PriamKeys.META,
              object -> PriamKeys.manifest(folder, object.key()).ifPresent(manifests::add));
      manifests.sort(
          Comparator.comparing(PriamKeys.Manifest::takenAt)
              .thenComparing(PriamKeys.Manifest::key)
              .reversed());
      if (!manifests.isEmpty()) {
        nodes.put(token, manifests);
      }
    }
    return nodes;
  }

  /**
   * One for each round: from its newest manifest back until a node comes a second time, or until
   * the skew that is allowed.
   */
  @Override
  public List<Summary> list() throws IOException {
    Map<String, List<PriamKeys.Manifest>> nodes = manifests();
    record Taken(Instant at, String node) {}
    List<Taken> all = new ArrayList<>();
    nodes.forEach((node, of) -> of.forEach(each -> all.add(new Taken(each.takenAt(), node))));
    all.sort(Comparator.comparing(Taken::at).thenComparing(Taken::node).reversed());
    List<Summary> summaries = new ArrayList<>();
    Instant begun = null;
    Set<String> round = new HashSet<>();
    for (Taken taken : all) {
      boolean goesOn =
          begun != null
              && !round.contains(taken.node())
              && !taken.at().isBefore(begun.minus(place.maxSkew()));
      if (!goesOn) {
        begun = taken.at();
        round.clear();
        summaries.add(summary(nodes, begun));
      }
      round.add(taken.node());
    }
    return List.copyOf(summaries);
  }

  private Summary summary(Map<String, List<PriamKeys.Manifest>> nodes, Instant at) {
    Set<String> expected = expected(nodes, at);
    int finished =
        (int)
            expected.stream()
                .filter(node -> nodes.containsKey(node))
                .filter(
                    node -> nodes.get(node).stream().anyMatch(each -> isWithin(each.takenAt(), at)))
                .count();
    return new Summary(at.toString(), at, finished, expected.size());
  }

  private boolean isWithin(Instant taken, Instant newest) {
    return !taken.isAfter(newest) && !taken.isBefore(newest.minus(place.maxSkew()));
  }

  /** Whom the user named, else who has a recent manifest. */
  private Set<String> expected(Map<String, List<PriamKeys.Manifest>> nodes, Instant newest) {
    if (!place.facts().nodes().isEmpty()) {
      return place.facts().nodes().keySet();
    }
    return nodes.entrySet().stream()
        .filter(
            node ->
                node.getValue().stream()
                    .anyMatch(
                        each ->
                            !each.takenAt().isAfter(newest)
                                && !each.takenAt().isBefore(newest.minus(RECENT))))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  @Override
  public Backup read(String backupId, String keyspace, String table) throws IOException {
    return round(backupId, Map.of()).read(backupId, keyspace, table);
  }

  @Override
  public Backup read(BackupPin pin, String keyspace, String table) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    pin.nodes().forEach(node -> keys.put(node.node(), node.manifestKey()));
    return round(pin.backupId(), keys).read(pin.backupId(), keyspace, table);
  }

  @Override
  public Contents contents(String backupId) throws IOException {
    return round(backupId, Map.of()).contents(backupId);
  }

  /**
   * The nodes with what may be read of each.
   *
   * @param pinned the one manifest of each node that was pinned, by node; empty for any
   */
  private PriamRound round(String backupId, Map<String, String> pinned) throws IOException {
    Instant at;
    try {
      at = Instant.parse(backupId);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Not a backup's id: '"
              + backupId
              + "'; a cluster's Priam backup is an instant, as 2026-01-31T04:00:00Z",
          e);
    }
    Map<String, List<PriamKeys.Manifest>> nodes = manifests();
    Instant newest =
        nodes.entrySet().stream()
            .flatMap(node -> node.getValue().stream())
            .filter(
                pinned.isEmpty()
                    ? each -> !each.takenAt().isAfter(at)
                    : each -> pinned.containsValue(each.key()))
            .map(PriamKeys.Manifest::takenAt)
            .max(Instant::compareTo)
            .orElseThrow(
                () ->
                    new NoSuchFileException(
                        "s3://" + place.store().bucket() + "/" + place.root(),
                        null,
                        "no node has a Priam manifest of " + backupId + " or before"));
    return new PriamRound(place, nodes, expected(nodes, newest), newest, pinned);
  }
}
