package io.pointsman.backup;

import io.pointsman.decider.FailureReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The layouts of backups that can be read. */
public final class BackupReaders {
  /** Finds the layout by what lies there. */
  public static final String AUTO = "auto";

  /** In the order in which they are looked for: the last one's files lie in the others too. */
  private static final List<BackupLayout> LAYOUTS =
      List.of(
          new MedusaBackups.Layout(),
          new PriamBackups.Layout(),
          new EsopBackups.Layout(),
          new PlainBackups.Layout());

  private BackupReaders() {}

  /**
   * A reader of the backups below a prefix.
   *
   * @param layout its name, or {@code auto}
   * @param store the bucket; it stays the caller's to close
   * @param prefix without leading or trailing slash; may be empty
   * @throws IllegalArgumentException when there is no such layout
   * @throws NoUsableBackupException when none is found; it says what was looked for
   * @throws IOException when the store does not answer, or what the user wrote of the cluster
   *     cannot be read
   */
  public static BackupReader of(String layout, ObjectStore store, String prefix)
      throws IOException {
    return of(layout, store, prefix, null);
  }

  /**
   * The same.
   *
   * @param maxSkew how far the nodes' snapshots of one backup may be apart, or null for what the
   *     user wrote beside the backups, else an hour
   */
  public static BackupReader of(String layout, ObjectStore store, String prefix, Duration maxSkew)
      throws IOException {
    String root = prefix.isEmpty() ? "" : prefix + "/";
    BackupLayout found = layout.equals(AUTO) ? find(store, root) : named(layout);
    ClusterFacts facts = ClusterFacts.read(store, root);
    Duration skew =
        maxSkew != null
            ? maxSkew
            : facts.maxSkew() != null ? facts.maxSkew() : BackupReader.DEFAULT_MAX_SKEW;
    return found.reader(new BackupLayout.Place(store, root, facts, skew));
  }

  /** The layouts' names, {@code auto} among them. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(AUTO));
    LAYOUTS.forEach(layout -> names.add(layout.name()));
    return List.copyOf(names);
  }

  private static BackupLayout named(String name) {
    return LAYOUTS.stream()
        .filter(layout -> layout.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no backup layout '"
                        + name
                        + "', only "
                        + String.join(", ", names())));
  }

  private static BackupLayout find(ObjectStore store, String root) throws IOException {
    for (BackupLayout layout : LAYOUTS) {
      if (layout.isAt(store, root)) {
        return layout;
      }
    }
    throw new NoUsableBackupException(
        FailureReason.BACKUP_MISSING,
        "There are no backups of a known layout below s3://"
            + store.bucket()
            + "/"
            + root
            + "; looked for "
            + LAYOUTS.stream()
                .map(layout -> layout.name() + " (" + layout.lookedFor() + ")")
                .collect(Collectors.joining(", ")),
        List.of());
  }
}
