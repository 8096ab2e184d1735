package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cluster when a backup was taken: {@code topology/<tag>*.json}, {@code {"topology":
 * [{"hostname", "dc", "rack", "nodeId"}]}}.
 *
 * @param key of the file
 * @param nodes data centre and rack by node id
 */
record EsopTopology(String key, Map<String, Place> nodes) {
  private static final long MAX_BYTES = 32L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Where a node stands; either may be null. */
  record Place(String dataCentre, String rack) {}

  /** The newest file of that tag, or empty when there is none. */
  static Optional<EsopTopology> read(ObjectStore store, String root, String tag)
      throws IOException {
    String prefix = root + "topology/" + tag;
    ObjectStore.Listed[] newest = new ObjectStore.Listed[1];
    store.list(
        prefix,
        object -> {
          String rest = object.key().substring(prefix.length());
          boolean ofTag = rest.equals(".json") || (rest.startsWith("-") && rest.endsWith(".json"));
          if (ofTag
              && rest.indexOf('/') < 0
              && (newest[0] == null
                  || object.lastModifiedMillis() >= newest[0].lastModifiedMillis())) {
            newest[0] = object;
          }
        });
    return newest[0] == null
        ? Optional.empty()
        : Optional.of(parse(store, newest[0].key(), store.readAll(newest[0].key(), MAX_BYTES)));
  }

  private static EsopTopology parse(ObjectStore store, String key, byte[] content)
      throws IOException {
    JsonNode file;
    try {
      file = MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "s3://" + store.bucket() + "/" + key + " is no topology: " + e.getOriginalMessage(), e);
    }
    Map<String, Place> nodes = new TreeMap<>();
    for (JsonNode node : file.path("topology")) {
      if (node.hasNonNull("nodeId")) {
        nodes.put(node.get("nodeId").asText(), new Place(text(node, "dc"), text(node, "rack")));
      }
    }
    return new EsopTopology(key, nodes);
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }
}
