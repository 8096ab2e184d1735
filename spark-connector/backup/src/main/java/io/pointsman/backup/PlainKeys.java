package io.pointsman.backup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a snapshot's files lie that somebody uploaded: {@code
 * <node>/…/<keyspace>/<table>-<id>/snapshots/<tag>/<file>}, as they lie on the node, or all files
 * of one table in one folder, {@code <file>} or {@code <node>/<file>}.
 */
final class PlainKeys {
  static final String MANIFEST = "manifest.json";
  static final String SCHEMA = "schema.cql";

  /** The node of files that lie in no folder of one. */
  static final String ONLY_NODE = "node";

  private static final Pattern SNAPSHOT =
      Pattern.compile("([^/]+)/(?:.*/)?(\\w+)/(\\w+-[0-9a-f]{32})/snapshots/([^/]+)/(.+)");
  private static final Pattern LOOSE = Pattern.compile("(?:([^/]+)/)?([^/]+)");

  private PlainKeys() {}

  /**
   * One file.
   *
   * @param folder with a slash at its end
   * @param keyspace or null in a folder that does not say
   * @param directory {@code <table>-<id>}, or null in a folder that does not say
   * @param tag of the snapshot, or null in a folder that does not say
   * @param fileName below the folder
   */
  record PlainFile(
      String node,
      String folder,
      String keyspace,
      String directory,
      String tag,
      String fileName,
      ObjectStore.Listed object) {
    boolean isComponent() {
      return SSTableFiles.COMPONENT.matcher(fileName).matches() && fileName.indexOf('/') < 0;
    }

    boolean isSnapshot() {
      return tag != null;
    }
  }

  /** Reads a key below {@code root}; empty when it is no snapshot's file. */
  static Optional<PlainFile> parse(String root, ObjectStore.Listed object) {
    String rest = object.key().substring(root.length());
    Matcher snapshot = SNAPSHOT.matcher(rest);
    if (snapshot.matches()) {
      return Optional.of(
          new PlainFile(
              snapshot.group(1),
              root + rest.substring(0, snapshot.start(5)),
              snapshot.group(2),
              snapshot.group(3),
              snapshot.group(4),
              snapshot.group(5),
              object));
    }
    Matcher loose = LOOSE.matcher(rest);
    if (loose.matches()) {
      String name = loose.group(2);
      if (name.equals(MANIFEST)
          || name.equals(SCHEMA)
          || SSTableFiles.COMPONENT.matcher(name).matches()) {
        return Optional.of(
            new PlainFile(
                loose.group(1) == null ? ONLY_NODE : loose.group(1),
                root + rest.substring(0, loose.start(2)),
                null,
                null,
                null,
                name,
                object));
      }
    }
    return Optional.empty();
  }
}
