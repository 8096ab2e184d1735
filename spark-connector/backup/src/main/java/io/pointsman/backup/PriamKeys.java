package io.pointsman.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of objects as Priam v2 makes them. (Its {@code aws/RemoteBackupPath.java}: {@code
 * <token>/META_V2/<mtime>/<COMP>/<ENC>/meta_v2_<yyyyMMddHHmm>.json} and {@code
 * <token>/SST_V2/<mtime>/<keyspace>/<folder>/<COMP>/<ENC>/<file>}.)
 */
final class PriamKeys {
  static final Pattern TOKEN = Pattern.compile("-?\\d{1,40}");

  /** {@code appName.hashCode() % 10000} keeps its sign. */
  static final Pattern CLUSTER = Pattern.compile("-?\\d{1,4}_.+");

  static final String META = "META_V2/";
  static final String DATA = "SST_V2/";
  private static final String INDEX = "SECONDARY_INDEX_V2/";
  private static final String PLAINTEXT = "PLAINTEXT";
  private static final String SCHEMA = "schema.cql";
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuuMMddHHmm");
  private static final Pattern MANIFEST =
      Pattern.compile("\\d{1,15}/(\\w+)/(\\w+)/meta_v2_(\\d{12})\\.json");
  private static final Pattern FILE =
      Pattern.compile("(\\d{1,15})/(\\w+)/([\\w-]+)/(\\w+)/(\\w+)/([^/]+)");

  private PriamKeys() {}

  /**
   * One manifest.
   *
   * @param key full key in the bucket
   * @param takenAt when its node began the snapshot, to the minute
   * @param storage how it is stored
   */
  record Manifest(String key, Instant takenAt, Storage storage) {}

  /**
   * How an object is stored.
   *
   * @param codec or null for one that is not known
   * @param compression as the key has it
   * @param encryption as the key has it
   */
  record Storage(Codec codec, String compression, String encryption) {
    static Storage of(String compression, String encryption) {
      for (Codec codec : Codec.values()) {
        if (codec.name().equals(compression)) {
          return new Storage(codec, compression, encryption);
        }
      }
      return new Storage(null, compression, encryption);
    }

    /** Why it cannot be read, or empty. */
    Optional<String> obstacle() {
      if (codec == null) {
        return Optional.of("it is compressed as " + compression + ", which is not read");
      }
      return encryption.equals(PLAINTEXT)
          ? Optional.empty()
          : Optional.of("it is encrypted as " + encryption + ", which is not read");
    }
  }

  /**
   * One file of a table.
   *
   * @param folder without slash at its end; a listing of it has all files of that second
   * @param modifiedMillis milliseconds since the epoch, truncated to seconds
   * @param directory {@code <table>-<id>}
   */
  record DataFile(
      String key,
      String folder,
      long modifiedMillis,
      String keyspace,
      String directory,
      Storage storage,
      String fileName) {
    boolean isSchema() {
      return fileName.equals(SCHEMA);
    }
  }

  /**
   * Reads the key of a manifest.
   *
   * @param home the node's folder, with a slash at its end
   */
  static Optional<Manifest> manifest(String home, String key) {
    Matcher matcher = MANIFEST.matcher(rest(home + META, key));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant takenAt = LocalDateTime.parse(matcher.group(3), MINUTE).toInstant(ZoneOffset.UTC);
      return Optional.of(
          new Manifest(key, takenAt, Storage.of(matcher.group(1), matcher.group(2))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Reads the key of a table's file, which must be of this node. */
  static Optional<DataFile> file(String home, String key) {
    Matcher matcher = FILE.matcher(rest(home + DATA, key));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String folder =
        home + DATA + matcher.group(1) + "/" + matcher.group(2) + "/" + matcher.group(3);
    return Optional.of(
        new DataFile(
            key,
            folder,
            Long.parseLong(matcher.group(1)),
            matcher.group(2),
            matcher.group(3),
            Storage.of(matcher.group(4), matcher.group(5)),
            matcher.group(6)));
  }

  /** Whether it is a secondary index's file, which no table's rows need. */
  static boolean isIndexFile(String home, String key) {
    return key.startsWith(home + INDEX);
  }

  private static String rest(String prefix, String key) {
    return key.startsWith(prefix) ? key.substring(prefix.length()) : "";
  }
}
