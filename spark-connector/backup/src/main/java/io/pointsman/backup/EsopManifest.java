package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One node's manifest: {@code {"snapshot": {"keyspaces": {ks: {"tables": {t: {"sstables":
 * {"md-2-big": [{"objectKey", "type", "size"}]}, "id", "schemaContent"}}}}}, "tokens": […]}}. It
 * names every file of the node, so it is read as a stream.
 */
final class EsopManifest {
  private static final String SCHEMA_TYPE = "CQL_SCHEMA";

  /**
   * One file of a table.
   *
   * @param objectKey below the node's folder
   * @param size bytes, or -1 when the manifest does not say
   */
  record Entry(String objectKey, long size) {}

  /**
   * One table.
   *
   * @param schema its {@code CREATE} statement, or null
   * @param schemaKey below the node's folder, or null
   */
  record Section(
      String keyspace, String table, List<Entry> entries, String schema, String schemaKey) {}

  private EsopManifest() {}

  /**
   * Gives each table to {@code each}.
   *
   * @return the node's tokens, as the manifest has them
   * @throws IOException when it is not such a manifest
   */
  static List<String> read(JsonParser json, Consumer<Section> each) throws IOException {
    List<String> tokens = new ArrayList<>();
    boolean snapshot = false;
    json.nextToken();
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "snapshot" -> {
          snapshot = true;
          snapshot(json, each);
        }
        case "tokens" -> {
          StoredManifest.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            tokens.add(json.getText());
            StoredManifest.checkCount(tokens.size(), "tokens");
          }
        }
        default -> json.skipChildren();
      }
    }
    StoredManifest.expect(json, JsonToken.END_OBJECT);
    if (!snapshot) {
      throw new IOException("it has no 'snapshot'");
    }
    return tokens;
  }

  private static void snapshot(JsonParser json, Consumer<Section> each) throws IOException {
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (!field.equals("keyspaces")) {
        json.skipChildren();
        continue;
      }
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String keyspace = json.currentName();
        json.nextToken();
        keyspace(json, keyspace, each);
      }
    }
  }

  private static void keyspace(JsonParser json, String keyspace, Consumer<Section> each)
      throws IOException {
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (!field.equals("tables")) {
        json.skipChildren();
        continue;
      }
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String table = json.currentName();
        json.nextToken();
        each.accept(table(json, keyspace, table));
      }
    }
  }

  private static Section table(JsonParser json, String keyspace, String table) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> schemaKeys = new ArrayList<>();
    String schema = null;
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "schemaContent" -> schema = StoredManifest.text(json);
        case "sstables" -> {
          StoredManifest.expect(json, JsonToken.START_OBJECT);
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            json.nextToken();
            files(json, entries, schemaKeys);
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Section(
        keyspace, table, entries, schema, schemaKeys.isEmpty() ? null : schemaKeys.get(0));
  }

  private static void files(JsonParser json, List<Entry> entries, List<String> schemaKeys)
      throws IOException {
    StoredManifest.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      String key = null;
      String type = null;
      long size = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "objectKey" -> key = StoredManifest.text(json);
          case "type" -> type = StoredManifest.text(json);
          case "size" -> size = StoredManifest.size(json);
          default -> json.skipChildren();
        }
      }
      if (key == null) {
        throw new IOException("a file without 'objectKey' at " + json.currentTokenLocation());
      }
      if (SCHEMA_TYPE.equals(type)) {
        schemaKeys.add(key);
      } else {
        entries.add(new Entry(key, size));
      }
      StoredManifest.checkCount(entries.size() + schemaKeys.size(), "one table");
    }
  }
}
