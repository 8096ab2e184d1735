package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One node's {@code manifest.json}: a list of sections, {@code {"keyspace", "columnfamily":
 * "<table>-<id>", "objects": [{"path", "MD5", "size"}]}}. It names every file of the node, so it is
 * read as a stream.
 */
final class MedusaManifest {
  /**
   * One file of a table.
   *
   * @param key full key in the bucket
   * @param size bytes, or -1 when the manifest does not say
   */
  record Entry(String key, long size) {}

  /**
   * One directory of a table.
   *
   * @param directory {@code <table>-<id>}
   */
  record Section(String keyspace, String directory, List<Entry> entries) {}

  private MedusaManifest() {}

  /**
   * Gives each section to {@code each}.
   *
   * @throws IOException when it is not such a manifest
   */
  static void read(JsonParser json, Consumer<Section> each) throws IOException {
    json.nextToken();
    StoredManifest.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      each.accept(section(json));
    }
  }

  private static Section section(JsonParser json) throws IOException {
    String keyspace = null;
    String columnFamily = null;
    List<Entry> entries = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "keyspace" -> keyspace = StoredManifest.text(json);
        case "columnfamily" -> columnFamily = StoredManifest.text(json);
        case "objects" -> entries(json, entries);
        default -> json.skipChildren();
      }
    }
    StoredManifest.expect(json, JsonToken.END_OBJECT);
    if (keyspace == null || columnFamily == null) {
      throw new IOException(
          "a section without 'keyspace' or 'columnfamily' at " + json.currentTokenLocation());
    }
    return new Section(keyspace, columnFamily, entries);
  }

  private static void entries(JsonParser json, List<Entry> entries) throws IOException {
    StoredManifest.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      String path = null;
      long size = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "path" -> path = StoredManifest.text(json);
          case "size" -> size = StoredManifest.size(json);
          default -> json.skipChildren();
        }
      }
      if (path == null) {
        throw new IOException("an object without 'path' at " + json.currentTokenLocation());
      }
      entries.add(new Entry(path, size));
      StoredManifest.checkCount(entries.size(), "one table");
    }
  }
}
