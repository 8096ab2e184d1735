package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ring as {@code tokenmap.json} has it: {@code {"<fqdn>": {"tokens", "is_up", "rack", "dc"}}}.
 * Each holds the data centre of the node that wrote it, so those of all nodes are taken together.
 */
final class MedusaTokenMap {
  private static final long MAX_BYTES = 32L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * A node's place in the ring.
   *
   * @param dataCentre or null when unknown
   * @param rack or null when unknown
   * @param tokens sorted
   */
  record Place(String dataCentre, String rack, List<Long> tokens) {}

  private final ObjectStore store;
  private final Map<String, Place> nodes = new TreeMap<>();
  private final Map<String, Map<String, Place>> byDataCentre = new TreeMap<>();
  private String doubt;

  MedusaTokenMap(ObjectStore store) {
    this.store = store;
  }

  void read(String key) throws IOException {
    JsonNode map;
    try {
      map = MAPPER.readTree(store.readAll(key, MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "s3://" + store.bucket() + "/" + key + " is not a token map: " + e.getOriginalMessage(),
          e);
    }
    Map<String, Map<String, Place>> seen = new TreeMap<>();
    for (Map.Entry<String, JsonNode> node : map.properties()) {
      JsonNode place = node.getValue();
      Place at = new Place(text(place, "dc"), text(place, "rack"), tokens(key, place));
      nodes.put(node.getKey(), at);
      seen.computeIfAbsent(Objects.toString(at.dataCentre()), dc -> new TreeMap<>())
          .put(node.getKey(), at);
    }
    seen.forEach(
        (dataCentre, places) -> {
          Map<String, Place> before = byDataCentre.putIfAbsent(dataCentre, places);
          if (before != null && !before.equals(places)) {
            doubt = "the nodes' token maps differ: the ring changed while it was backed up, " + key;
          }
        });
  }

  private List<Long> tokens(String key, JsonNode place) {
    try {
      return ClusterFacts.tokens(place.path("tokens"));
    } catch (IllegalArgumentException e) {
      doubt = e.getMessage() + ", in " + key;
      return List.of();
    }
  }

  /** Why what it says of the ring must not be believed. */
  Optional<String> doubt() {
    return Optional.ofNullable(doubt);
  }

  private static String text(JsonNode place, String field) {
    return place.hasNonNull(field) ? place.get(field).asText() : null;
  }

  /** By name. */
  Map<String, Place> nodes() {
    return nodes;
  }
}
