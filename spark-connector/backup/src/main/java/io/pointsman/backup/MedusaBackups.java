package io.pointsman.backup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Backups that Medusa wrote, full and differential. (The layout is that of Medusa 0.30, {@code
 * medusa/index.py} and {@code medusa/storage/node_backup.py}; {@code differential} was {@code
 * incremental} before. Both only say how the files were uploaded: where they lie is in the
 * manifest.)
 */
final class MedusaBackups implements BackupReader {
  static final String LAYOUT = "medusa";

  private static final Pattern BACKUP_ID = Pattern.compile("[^/\\p{Cntrl}]{1,512}");

  private final BackupLayout.Place place;
  private final ObjectStore store;
  private final String root;

  MedusaBackups(BackupLayout.Place place) {
    this.place = place;
    this.store = place.store();
    this.root = place.root();
  }

  /** How it is known. */
  static final class Layout implements BackupLayout {
    @Override
    public String name() {
      return LAYOUT;
    }

    @Override
    public String lookedFor() {
      return "index/backup_index/<backup>/";
    }

    @Override
    public boolean isAt(ObjectStore store, String root) throws IOException {
      return store.listFolders(root + "index/").contains(root + "index/backup_index/");
    }

    @Override
    public BackupReader reader(Place place) {
      return new MedusaBackups(place);
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

  @Override
  public List<Summary> list() throws IOException {
    String index = root + "index/backup_index/";
    Map<String, MedusaIndex> backups = new TreeMap<>();
    store.list(
        index,
        object -> {
          String rest = object.key().substring(index.length());
          int slash = rest.indexOf('/');
          if (slash > 0) {
            backups.computeIfAbsent(rest.substring(0, slash), id -> new MedusaIndex()).add(object);
          }
        });
    List<Summary> summaries = new ArrayList<>();
    for (Map.Entry<String, MedusaIndex> backup : backups.entrySet()) {
      if (backup.getValue().takenAt().isPresent()) {
        summaries.add(summary(backup.getKey(), backup.getValue()));
      }
    }
    summaries.sort(Comparator.comparing(Summary::takenAt).thenComparing(Summary::id).reversed());
    return List.copyOf(summaries);
  }

  /** Every token map of a data centre holds all of its nodes, so one of them is asked. */
  private Summary summary(String id, MedusaIndex index) throws IOException {
    Instant takenAt = index.takenAt().orElseThrow();
    if (index.tokenMaps().isEmpty()) {
      return new Summary(id, takenAt, index.finished().size(), -1);
    }
    Set<String> nodes = new HashSet<>(index.tokenMaps().keySet());
    MedusaTokenMap map = new MedusaTokenMap(store);
    map.read(index.tokenMaps().values().iterator().next());
    nodes.addAll(map.nodes().keySet());
    int finished = (int) nodes.stream().filter(index.finished()::contains).count();
    return new Summary(id, takenAt, finished, nodes.size());
  }

  @Override
  public Backup read(String backupId, String keyspace, String table) throws IOException {
    return open(backupId, new BackupAssembly(keyspace, table, place.facts())).read();
  }

  @Override
  public Contents contents(String backupId) throws IOException {
    return open(backupId, new BackupAssembly("", "", place.facts())).contents();
  }

  private MedusaBackup open(String backupId, BackupAssembly assembly) throws IOException {
    if (!BACKUP_ID.matcher(backupId).matches() || backupId.equals(".") || backupId.equals("..")) {
      throw new IllegalArgumentException("Not a backup's id: '" + backupId + "'");
    }
    String folder = root + "index/backup_index/" + backupId + "/";
    MedusaIndex index = new MedusaIndex();
    store.list(folder, index::add);
    if (index.isEmpty()) {
      throw new NoSuchFileException(
          "s3://" + store.bucket() + "/" + folder, null, "there is no such Medusa backup");
    }
    return new MedusaBackup(place, backupId, index, assembly);
  }
}
