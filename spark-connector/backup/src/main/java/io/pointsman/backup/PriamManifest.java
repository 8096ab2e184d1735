package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One node's {@code meta_v2_<time>.json}: {@code {"info": {"region", "rack", …}, "data":
 * [{"keyspaceName", "columnfamilyName", "sstables": [{"prefix", "sstableComponents": [{"fileName",
 * "fileSizeOnDisk", "compression", "encryption", "isUploaded", "backupPath"}]}]}]}}. It names every
 * file of the node, so it is read as a stream.
 */
final class PriamManifest {
  /** Not an SSTable: Cassandra's own manifest of the snapshot. */
  private static final String PSEUDO_SSTABLE = "manifest";

  /**
   * One file of a table.
   *
   * @param fileName may have folders
   * @param size bytes of the file before it was compressed; -1 when the manifest does not say
   * @param backupPath full key in the bucket
   */
  record Entry(String fileName, long size, String backupPath) {}

  /**
   * One table.
   *
   * @param table cut off at the id
   */
  record Section(String keyspace, String table, List<Entry> entries) {}

  /** What is said of the node; both may be null. */
  record Info(String region, String rack) {}

  private PriamManifest() {}

  /**
   * Gives each section to {@code each}.
   *
   * @throws IOException when it is not such a manifest
   */
  static Info read(JsonParser json, Consumer<Section> each) throws IOException {
    Info info = new Info(null, null);
    boolean data = false;
    json.nextToken();
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "info" -> info = info(json);
        case "data" -> {
          data = true;
          StoredManifest.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            StoredManifest.expect(json, JsonToken.START_OBJECT);
            each.accept(section(json));
          }
        }
        default -> json.skipChildren();
      }
    }
    StoredManifest.expect(json, JsonToken.END_OBJECT);
    if (!data) {
      throw new IOException("it has no 'data'");
    }
    return info;
  }

  private static Info info(JsonParser json) throws IOException {
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    String region = null;
    String rack = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "region" -> region = StoredManifest.text(json);
        case "rack" -> rack = StoredManifest.text(json);
        default -> json.skipChildren();
      }
    }
    return new Info(region, rack);
  }

  private static Section section(JsonParser json) throws IOException {
    String keyspace = null;
    String table = null;
    List<Entry> entries = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "keyspaceName" -> keyspace = StoredManifest.text(json);
        case "columnfamilyName" -> table = StoredManifest.text(json);
        case "sstables" -> {
          StoredManifest.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            StoredManifest.expect(json, JsonToken.START_OBJECT);
            sstable(json, entries);
          }
        }
        default -> json.skipChildren();
      }
    }
    StoredManifest.expect(json, JsonToken.END_OBJECT);
    if (keyspace == null || table == null) {
      throw new IOException(
          "a table without 'keyspaceName' or 'columnfamilyName' at " + json.currentTokenLocation());
    }
    return new Section(keyspace, table, entries);
  }

  private static void sstable(JsonParser json, List<Entry> entries) throws IOException {
    String prefix = null;
    List<Entry> components = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "prefix" -> prefix = StoredManifest.text(json);
        case "sstableComponents" -> components(json, components);
        default -> json.skipChildren();
      }
    }
    if (!PSEUDO_SSTABLE.equals(prefix)) {
      entries.addAll(components);
    }
    StoredManifest.checkCount(entries.size(), "one table");
  }

  private static void components(JsonParser json, List<Entry> entries) throws IOException {
    StoredManifest.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      StoredManifest.expect(json, JsonToken.START_OBJECT);
      String fileName = null;
      String backupPath = null;
      long size = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "fileName" -> fileName = StoredManifest.text(json);
          case "backupPath" -> backupPath = StoredManifest.text(json);
          case "fileSizeOnDisk" -> size = StoredManifest.size(json);
          default -> json.skipChildren();
        }
      }
      if (fileName == null || backupPath == null) {
        throw new IOException(
            "a file without 'fileName' or 'backupPath' at " + json.currentTokenLocation());
      }
      entries.add(new Entry(fileName, size, backupPath));
      StoredManifest.checkCount(entries.size(), "one SSTable");
    }
  }
}
