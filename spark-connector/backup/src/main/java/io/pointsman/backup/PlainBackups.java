package io.pointsman.backup;

import io.pointsman.backup.PlainKeys.PlainFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Snapshots that somebody uploaded by hand, as they lie on the nodes or each table in a folder. No
 * tool wrote down what the cluster is: see {@link ClusterFacts}.
 */
final class PlainBackups implements BackupReader {
  static final String LAYOUT = "plain";

  /** A folder of files has no tag. */
  static final String FOLDER = "folder";

  private static final Pattern TAG = Pattern.compile("[^/\\p{Cntrl}]{1,512}");

  private final BackupLayout.Place place;

  PlainBackups(BackupLayout.Place place) {
    this.place = place;
  }

  /** How it is known. */
  static final class Layout implements BackupLayout {
    /** A snapshot's files are everywhere, so a look at the first ones will do. */
    private static final int LOOKED_AT = 10_000;

    @Override
    public String name() {
      return LAYOUT;
    }

    @Override
    public String lookedFor() {
      return "<node>/…/<keyspace>/<table>-<id>/snapshots/<tag>/, or SSTables in the folder itself"
          + " or in <node>/";
    }

    @Override
    public boolean isAt(ObjectStore store, String root) throws IOException {
      boolean[] found = new boolean[1];
      int[] left = {LOOKED_AT};
      store.listAfter(
          root,
          root,
          object -> {
            found[0] =
                PlainKeys.parse(root, object)
                    .filter(file -> file.isSnapshot() || file.isComponent())
                    .isPresent();
            return !found[0] && --left[0] > 0;
          });
      return found[0];
    }

    @Override
    public BackupReader reader(Place place) {
      return new PlainBackups(place);
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

  private void files(String prefix, Consumer<PlainFile> each) throws IOException {
    place.store().list(prefix, object -> PlainKeys.parse(place.root(), object).ifPresent(each));
  }

  private static String id(PlainFile file) {
    return file.isSnapshot() ? file.tag() : FOLDER;
  }

  @Override
  public List<Summary> list() throws IOException {
    Map<String, Set<String>> finished = new TreeMap<>();
    Map<String, PlainFile> manifests = new TreeMap<>();
    Map<String, Long> uploaded = new TreeMap<>();
    Set<String> nodes = new TreeSet<>();
    files(
        place.root(),
        file -> {
          String id = id(file);
          nodes.add(file.node());
          uploaded.merge(id, file.object().lastModifiedMillis(), Math::max);
          if (file.fileName().equals(PlainKeys.MANIFEST) || !file.isSnapshot()) {
            finished.computeIfAbsent(id, tag -> new TreeSet<>()).add(file.node());
          }
          if (file.fileName().equals(PlainKeys.MANIFEST)) {
            manifests.put(id, file);
          }
        });
    Set<String> expected = place.facts().nodes().isEmpty() ? nodes : place.facts().nodes().keySet();
    List<Summary> summaries = new ArrayList<>();
    for (Map.Entry<String, Long> backup : uploaded.entrySet()) {
      Set<String> done = finished.getOrDefault(backup.getKey(), Set.of());
      summaries.add(
          new Summary(
              backup.getKey(),
              takenAt(manifests.get(backup.getKey()), backup.getValue()),
              (int) expected.stream().filter(done::contains).count(),
              expected.size()));
    }
    summaries.sort(Comparator.comparing(Summary::takenAt).thenComparing(Summary::id).reversed());
    return List.copyOf(summaries);
  }

  private Instant takenAt(PlainFile manifest, long uploadedMillis) throws IOException {
    Instant uploaded = Instant.ofEpochMilli(uploadedMillis);
    if (manifest == null) {
      return uploaded;
    }
    try {
      Instant createdAt =
          StoredManifest.read(
                  place.store(), manifest.object().key(), Codec.NONE, PlainManifest::read)
              .value()
              .createdAt();
      return createdAt == null ? uploaded : createdAt;
    } catch (NoSuchFileException | StoredManifest.MalformedException e) {
      return uploaded;
    }
  }

  @Override
  public Backup read(String backupId, String keyspace, String table) throws IOException {
    check(backupId);
    List<PlainFile> found = new ArrayList<>();
    Set<String> nodes = new TreeSet<>();
    Consumer<PlainFile> each =
        file -> {
          if (isWanted(file, backupId, keyspace, table)) {
            found.add(file);
          }
        };
    if (backupId.equals(FOLDER)) {
      files(place.root(), each);
    } else {
      for (String home : place.store().listFolders(place.root())) {
        nodes.add(Listings.folderName(home, place.root()));
        for (String prefix : prefixes(home, keyspace, table)) {
          files(prefix, each);
        }
      }
    }
    if (found.isEmpty() && list().stream().noneMatch(backup -> backup.id().equals(backupId))) {
      throw new NoSuchFileException(
          "s3://" + place.store().bucket() + "/" + place.root(),
          null,
          "there is no snapshot '" + backupId + "'");
    }
    found.stream().map(PlainFile::node).forEach(nodes::add);
    return new PlainBackup(place, backupId, nodes, found).read(keyspace, table);
  }

  /** Only the table's folders where they stand directly below the node's; else all of it. */
  private List<String> prefixes(String home, String keyspace, String table) throws IOException {
    String ofKeyspace = home + keyspace + "/";
    if (!place.store().listFolders(home).contains(ofKeyspace)) {
      return List.of(home);
    }
    return place.store().listFolders(ofKeyspace).stream()
        .filter(folder -> TableDirectory.isOf(Listings.folderName(folder, ofKeyspace), table))
        .toList();
  }

  private static boolean isWanted(PlainFile file, String id, String keyspace, String table) {
    return file.isSnapshot()
        ? file.tag().equals(id)
            && file.keyspace().equals(keyspace)
            && TableDirectory.isOf(file.directory(), table)
        : id.equals(FOLDER);
  }

  @Override
  public Contents contents(String backupId) throws IOException {
    check(backupId);
    record Part(String keyspace, String table, String node) {}
    Map<String, Part> parts = new TreeMap<>();
    Map<String, List<SSTableFiles.Entry>> entries = new TreeMap<>();
    Map<String, Backup.Node> nodes = new TreeMap<>();
    files(
        place.root(),
        file -> {
          if (!id(file).equals(backupId)) {
            return;
          }
          nodes.put(
              file.node(),
              new Backup.Node(
                  file.node(), null, null, List.of(), null, file.folder(), "by its listing"));
          String keyspace = file.isSnapshot() ? file.keyspace() : "?";
          String table =
              file.isSnapshot()
                  ? TableDirectory.parse(file.directory()).map(TableDirectory::table).orElse("?")
                  : "?";
          String key = keyspace + "/" + table + "/" + file.node();
          parts.put(key, new Part(keyspace, table, file.node()));
          if (file.isComponent()) {
            entries
                .computeIfAbsent(key, k -> new ArrayList<>())
                .add(
                    SSTableFiles.Entry.plain(
                        file.object().key(), file.fileName(), file.object().size()));
          }
        });
    if (parts.isEmpty()) {
      throw new NoSuchFileException(
          "s3://" + place.store().bucket() + "/" + place.root(),
          null,
          "there is no snapshot '" + backupId + "'");
    }
    List<TableContents> tables = new ArrayList<>();
    parts.forEach(
        (key, part) ->
            tables.add(
                TableContents.of(
                    part.keyspace(),
                    part.table(),
                    part.node(),
                    entries.getOrDefault(key, List.of()))));
    return new Contents(backupId, List.copyOf(nodes.values()), tables, null);
  }

  private static void check(String backupId) {
    if (!TAG.matcher(backupId).matches() || backupId.equals(".") || backupId.equals("..")) {
      throw new IllegalArgumentException("Not a backup's id: '" + backupId + "'");
    }
  }
}
