package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a user wrote down about the cluster that the backup tool did not: {@code
 * pointsman-cluster.json} beside the backups.
 *
 * <pre>{@code
 * {"partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
 *  "maxSkew": "PT2H",
 *  "replication": {"shop": {"class": "NetworkTopologyStrategy", "us-east": 3}},
 *  "types": ["CREATE TYPE shop.line (sku text, quantity int)"],
 *  "nodes": [{"name": "-3074457345618258603", "dc": "us-east", "rack": "1a",
 *             "tokens": ["-3074457345618258603"]}]}
 * }</pre>
 *
 * <p>All of it is optional; what is there overrules the backup.
 *
 * @param partitioner class name, or null
 * @param maxSkew how far the nodes' snapshots may be apart, or null
 * @param replication by keyspace
 * @param types statements that create user-defined types: Cassandra's snapshots leave out those
 *     that only collections use
 * @param nodes every node of the ring, by name; empty when the file does not say
 */
record ClusterFacts(
    String partitioner,
    Duration maxSkew,
    Map<String, Replication> replication,
    List<String> types,
    Map<String, Place> nodes) {
  static final String FILE = "pointsman-cluster.json";
  static final ClusterFacts NONE = new ClusterFacts(null, null, Map.of(), List.of(), Map.of());
  private static final Set<String> KNOWN =
      Set.of("partitioner", "maxSkew", "replication", "types", "nodes");
  private static final long MAX_BYTES = 32L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A node's place in the ring; what is not known is null or empty. */
  record Place(String dataCentre, String rack, List<Long> tokens) {}

  /**
   * Reads the file below {@code root}; without one, nothing is known.
   *
   * @throws IOException when the store does not answer, or the file is not such a one; it says why
   */
  static ClusterFacts read(ObjectStore store, String root) throws IOException {
    String key = root + FILE;
    byte[] content;
    try {
      content = store.readAll(key, MAX_BYTES);
    } catch (NoSuchFileException e) {
      return NONE;
    }
    try {
      return of(MAPPER.readTree(content));
    } catch (JsonProcessingException e) {
      throw notSuch(store, key, e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw notSuch(store, key, e.getMessage(), e);
    }
  }

  private static IOException notSuch(ObjectStore store, String key, String why, Exception cause) {
    return new IOException(
        "s3://" + store.bucket() + "/" + key + " does not describe a cluster: " + why, cause);
  }

  private static ClusterFacts of(JsonNode file) {
    if (!file.isObject()) {
      throw new IllegalArgumentException("it is no JSON object");
    }
    file.fieldNames()
        .forEachRemaining(
            field -> {
              if (!KNOWN.contains(field)) {
                throw new IllegalArgumentException(
                    "'" + field + "' is not known, only " + new java.util.TreeSet<>(KNOWN));
              }
            });
    Map<String, Replication> replication = new HashMap<>();
    file.path("replication")
        .properties()
        .forEach(
            keyspace -> {
              Map<String, String> options = new HashMap<>();
              keyspace
                  .getValue()
                  .properties()
                  .forEach(option -> options.put(option.getKey(), option.getValue().asText()));
              replication.put(keyspace.getKey(), Replication.of(options));
            });
    Map<String, Place> nodes = new TreeMap<>();
    for (JsonNode node : file.path("nodes")) {
      if (!node.hasNonNull("name")) {
        throw new IllegalArgumentException("a node has no name");
      }
      nodes.put(
          node.get("name").asText(),
          new Place(text(node, "dc"), text(node, "rack"), tokens(node.path("tokens"))));
    }
    List<String> types = new ArrayList<>();
    file.path("types").forEach(type -> types.add(type.asText()));
    String maxSkew = text(file, "maxSkew");
    return new ClusterFacts(
        text(file, "partitioner"),
        maxSkew == null ? null : Duration.parse(maxSkew),
        replication,
        types,
        nodes);
  }

  /** The backup's schema text with the user's types before it. */
  String withTypes(String schema) {
    if (schema == null || types.isEmpty()) {
      return schema;
    }
    return String.join(";\n", types) + ";\n" + schema;
  }

  /**
   * Tokens as numbers or as texts: JSON's numbers lose digits in many tools.
   *
   * @throws IllegalArgumentException when one is no Murmur3 token
   */
  static List<Long> tokens(JsonNode array) {
    List<Long> tokens = new ArrayList<>();
    for (JsonNode token : array) {
      try {
        tokens.add(Long.parseLong(token.asText()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + token.asText() + "' is no token of the Murmur3 partitioner", e);
      }
    }
    tokens.sort(null);
    return tokens;
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }

  /** The keyspace's replication, as the user wrote it. */
  Optional<Replication> replicationOf(String keyspace) {
    return Optional.ofNullable(replication.get(keyspace));
  }
}
