package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One node's {@code manifest.json}, read for one table: a list of sections, {@code {"keyspace",
 * "columnfamily": "<table>-<id>", "objects": [{"path", "MD5", "size"}]}}. It names every file of
 * the node, so it is read as a stream.
 */
final class MedusaManifest {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One file of the table.
   *
   * @param key full key in the bucket
   * @param size bytes, or -1 when the manifest does not say
   */
  record Entry(String key, long size) {}

  /**
   * One directory of the table.
   *
   * @param directory {@code <table>-<id>}
   */
  record Section(String directory, List<Entry> entries) {}

  private final Pattern directory;
  private final String keyspace;
  private final List<Section> sections = new ArrayList<>();

  private MedusaManifest(String keyspace, String table) {
    this.keyspace = keyspace;
    // The id keeps a table from being taken for one whose name begins like its own.
    this.directory = Pattern.compile(Pattern.quote(table) + "-[0-9a-f]{32}");
  }

  /**
   * The sections of one table.
   *
   * @throws IOException when it is not such a manifest
   */
  static List<Section> read(byte[] content, String keyspace, String table) throws IOException {
    MedusaManifest manifest = new MedusaManifest(keyspace, table);
    try (JsonParser json = JSON.createParser(content)) {
      expect(json, json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        manifest.section(json);
      }
    }
    return manifest.sections;
  }

  private void section(JsonParser json) throws IOException {
    String inKeyspace = null;
    String columnFamily = null;
    List<Entry> entries = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "keyspace" -> inKeyspace = json.getText();
        case "columnfamily" -> columnFamily = json.getText();
        case "objects" -> entries(json, entries);
        default -> json.skipChildren();
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (keyspace.equals(inKeyspace)
        && columnFamily != null
        && directory.matcher(columnFamily).matches()) {
      sections.add(new Section(columnFamily, entries));
    }
  }

  private static void entries(JsonParser json, List<Entry> entries) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.START_OBJECT);
      String path = null;
      long size = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "path" -> path = json.getText();
          case "size" -> size = json.getLongValue();
          default -> json.skipChildren();
        }
      }
      if (path == null) {
        throw new IOException("an object without 'path' at " + json.currentTokenLocation());
      }
      entries.add(new Entry(path, size));
    }
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      throw new IOException(
          "expected " + expected + " and found " + found + " at " + json.currentTokenLocation());
    }
  }
}
