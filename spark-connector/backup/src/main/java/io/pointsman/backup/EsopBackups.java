package io.pointsman.backup;

import io.pointsman.decider.BackupPin;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Backups that Esop wrote. (Its {@code impl/Manifest.java} and {@code impl/ManifestEntry.java}:
 * {@code <cluster>/<dc>/<host id>/manifests/<tag>-<schema version>-<ms>.json}, files below {@code
 * data/} beside it, and {@code <cluster>/topology/<tag>*.json}.)
 */
final class EsopBackups implements BackupReader {
  static final String LAYOUT = "esop";

  private static final String MANIFESTS = "manifests/";
  private static final String TOPOLOGY = "topology/";
  private static final Pattern TAG = Pattern.compile("[^/\\p{Cntrl}]{1,512}");
  private static final Pattern MANIFEST =
      Pattern.compile(
          "(.+)-([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})-(\\d{1,15})\\.json");

  private final BackupLayout.Place place;

  EsopBackups(BackupLayout.Place place) {
    this.place = place;
  }

  /**
   * One node's manifest.
   *
   * @param home the node's folder, with a slash at its end
   * @param dataCentre the folder above it
   */
  record NodeManifest(
      String node,
      String home,
      String dataCentre,
      String key,
      String tag,
      String schemaVersion,
      Instant takenAt) {}

  /** How it is known. */
  static final class Layout implements BackupLayout {
    private static final int LOOKED_INTO = 20;

    @Override
    public String name() {
      return LAYOUT;
    }

    @Override
    public String lookedFor() {
      return "<dc>/<host id>/manifests/, also below one <cluster>/";
    }

    @Override
    public boolean isAt(ObjectStore store, String root) throws IOException {
      return hasNodes(store, root) || !clusters(store, root).isEmpty();
    }

    /** The URI is the cluster's folder, or the one above it when there is no other cluster. */
    @Override
    public BackupReader reader(Place place) throws IOException {
      if (hasNodes(place.store(), place.root())) {
        return new EsopBackups(place);
      }
      return new EsopBackups(place.ofOnly(clusters(place.store(), place.root()), "Esop"));
    }

    private static List<String> clusters(ObjectStore store, String root) throws IOException {
      List<String> clusters = new ArrayList<>();
      for (String folder : few(store.listFolders(root))) {
        if (hasNodes(store, folder)) {
          clusters.add(folder);
        }
      }
      return clusters;
    }

    /** Looking into every folder of another layout would take hours. */
    private static List<String> few(List<String> folders) {
      return folders.subList(0, Math.min(LOOKED_INTO, folders.size()));
    }

    private static boolean hasNodes(ObjectStore store, String root) throws IOException {
      for (String dataCentre : few(store.listFolders(root))) {
        for (String node : few(store.listFolders(dataCentre))) {
          if (store.listFolders(node).contains(node + MANIFESTS)) {
            return true;
          }
        }
      }
      return false;
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

  /** All manifests of all nodes. */
  private List<NodeManifest> manifests() throws IOException {
    List<NodeManifest> manifests = new ArrayList<>();
    ObjectStore store = place.store();
    for (String dataCentre : store.listFolders(place.root())) {
      if (dataCentre.equals(place.root() + TOPOLOGY)) {
        continue;
      }
      for (String home : store.listFolders(dataCentre)) {
        String node = Listings.folderName(home, dataCentre);
        String dc = Listings.folderName(dataCentre, place.root());
        store.list(
            home + MANIFESTS,
            object -> {
              String name = object.key().substring((home + MANIFESTS).length());
              Matcher matcher = MANIFEST.matcher(name);
              if (matcher.matches() && name.indexOf('/') < 0) {
                manifests.add(
                    new NodeManifest(
                        node,
                        home,
                        dc,
                        object.key(),
                        matcher.group(1),
                        matcher.group(2),
                        Instant.ofEpochMilli(Long.parseLong(matcher.group(3)))));
              }
            });
      }
    }
    return manifests;
  }

  @Override
  public List<Summary> list() throws IOException {
    Map<String, List<NodeManifest>> byTag = new TreeMap<>();
    manifests()
        .forEach(each -> byTag.computeIfAbsent(each.tag(), t -> new ArrayList<>()).add(each));
    List<Summary> summaries = new ArrayList<>();
    for (Map.Entry<String, List<NodeManifest>> backup : byTag.entrySet()) {
      Instant takenAt =
          backup.getValue().stream()
              .map(NodeManifest::takenAt)
              .max(Instant::compareTo)
              .orElseThrow();
      Set<String> done = new TreeSet<>();
      backup.getValue().forEach(each -> done.add(each.node()));
      Set<String> expected = expected(backup.getKey());
      int finished = (int) expected.stream().filter(done::contains).count();
      summaries.add(
          expected.isEmpty()
              ? new Summary(backup.getKey(), takenAt, done.size(), -1)
              : new Summary(backup.getKey(), takenAt, finished, expected.size()));
    }
    summaries.sort(Comparator.comparing(Summary::takenAt).thenComparing(Summary::id).reversed());
    return List.copyOf(summaries);
  }

  private Set<String> expected(String tag) throws IOException {
    if (!place.facts().nodes().isEmpty()) {
      return place.facts().nodes().keySet();
    }
    return EsopTopology.read(place.store(), place.root(), tag)
        .map(topology -> topology.nodes().keySet())
        .orElse(Set.of());
  }

  @Override
  public Backup read(String backupId, String keyspace, String table) throws IOException {
    return backup(backupId, Set.of()).read(keyspace, table);
  }

  @Override
  public Backup read(BackupPin pin, String keyspace, String table) throws IOException {
    Set<String> keys = new TreeSet<>();
    pin.nodes().forEach(node -> keys.add(node.manifestKey()));
    return backup(pin.backupId(), keys).read(keyspace, table);
  }

  @Override
  public Contents contents(String backupId) throws IOException {
    return backup(backupId, Set.of()).contents();
  }

  /**
   * One backup.
   *
   * @param pinned keys of the manifests that may be read, or empty for each node's newest
   */
  private EsopBackup backup(String tag, Set<String> pinned) throws IOException {
    if (!TAG.matcher(tag).matches() || tag.equals(".") || tag.equals("..")) {
      throw new IllegalArgumentException("Not a backup's id: '" + tag + "'");
    }
    Map<String, NodeManifest> nodes = new TreeMap<>();
    for (NodeManifest manifest : manifests()) {
      if (manifest.tag().equals(tag) && (pinned.isEmpty() || pinned.contains(manifest.key()))) {
        nodes.merge(
            manifest.node(),
            manifest,
            (one, other) -> one.takenAt().isAfter(other.takenAt()) ? one : other);
      }
    }
    if (nodes.isEmpty()) {
      throw new NoSuchFileException(
          "s3://"
              + place.store().bucket()
              + "/"
              + place.root()
              + "<dc>/<host id>/"
              + MANIFESTS
              + tag
              + "-*.json",
          null,
          "there is no such Esop backup");
    }
    Optional<EsopTopology> topology = EsopTopology.read(place.store(), place.root(), tag);
    return new EsopBackup(place, tag, nodes, topology);
  }
}
