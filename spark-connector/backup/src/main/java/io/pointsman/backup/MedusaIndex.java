package io.pointsman.backup;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies below {@code index/backup_index/<backup>/}, told from the keys alone. (Medusa's {@code
 * medusa/index.py} writes them; a host name may hold dots and underscores.)
 */
final class MedusaIndex {
  private static final Pattern TOKEN_MAP = Pattern.compile("tokenmap_(.+)\\.json");
  private static final Pattern SCHEMA = Pattern.compile("schema_(.+)\\.cql");
  private static final Pattern MANIFEST = Pattern.compile("manifest_(.+)\\.json");
  private static final Pattern STARTED = Pattern.compile("started_(.+)_(\\d{1,12})\\.timestamp");

  private final Map<String, String> tokenMaps = new TreeMap<>();
  private final Map<String, ObjectStore.Listed> schemas = new TreeMap<>();
  private final Set<String> finished = new TreeSet<>();
  private final Map<String, Instant> started = new TreeMap<>();

  void add(ObjectStore.Listed object) {
    String name = object.key().substring(object.key().lastIndexOf('/') + 1);
    Matcher tokenMap = TOKEN_MAP.matcher(name);
    Matcher schema = SCHEMA.matcher(name);
    Matcher manifest = MANIFEST.matcher(name);
    Matcher start = STARTED.matcher(name);
    if (tokenMap.matches()) {
      tokenMaps.put(tokenMap.group(1), object.key());
    } else if (schema.matches()) {
      schemas.put(schema.group(1), object);
    } else if (manifest.matches()) {
      finished.add(manifest.group(1));
    } else if (start.matches()) {
      Instant at = Instant.ofEpochSecond(Long.parseLong(start.group(2)));
      started.merge(start.group(1), at, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  /** Keys of the token maps, by the node that wrote them. */
  Map<String, String> tokenMaps() {
    return tokenMaps;
  }

  /** The schema texts, by the node that wrote them. */
  Map<String, ObjectStore.Listed> schemas() {
    return schemas;
  }

  /** Nodes that say that they are done. */
  Set<String> finished() {
    return finished;
  }

  /** When a node began, by its mark. */
  Optional<Instant> startedAt(String node) {
    return Optional.ofNullable(started.get(node));
  }

  boolean isEmpty() {
    return tokenMaps.isEmpty() && schemas.isEmpty() && finished.isEmpty() && started.isEmpty();
  }

  /** When its last node began: by its mark, else by when its schema was written. */
  Optional<Instant> takenAt() {
    if (!started.isEmpty()) {
      return started.values().stream().max(Instant::compareTo);
    }
    return schemas.values().stream()
        .map(schema -> Instant.ofEpochMilli(schema.lastModifiedMillis()))
        .max(Instant::compareTo);
  }
}
