package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    map.properties()
        .forEach(
            node -> {
              JsonNode place = node.getValue();
              List<Long> tokens = new ArrayList<>();
              place.path("tokens").forEach(token -> tokens.add(token.asLong()));
              tokens.sort(null);
              nodes.put(node.getKey(), new Place(text(place, "dc"), text(place, "rack"), tokens));
            });
  }

  private static String text(JsonNode place, String field) {
    return place.hasNonNull(field) ? place.get(field).asText() : null;
  }

  /** By name. */
  Map<String, Place> nodes() {
    return nodes;
  }
}
