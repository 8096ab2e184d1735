package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code manifest.json} that Cassandra writes into a table's snapshot.
 *
 * @param files the data files, below the table's snapshot folder
 * @param createdAt or null before Cassandra 4.1
 * @param expiresAt or null
 * @param ephemeral whether the node deletes it when it starts
 */
record PlainManifest(List<String> files, Instant createdAt, Instant expiresAt, boolean ephemeral) {
  PlainManifest {
    files = List.copyOf(files);
  }

  static PlainManifest read(JsonParser json) throws IOException {
    List<String> files = new ArrayList<>();
    Instant createdAt = null;
    Instant expiresAt = null;
    boolean ephemeral = false;
    json.nextToken();
    StoredManifest.expect(json, JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "files" -> {
          StoredManifest.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            files.add(json.getText());
            StoredManifest.checkCount(files.size(), "one table");
          }
        }
        case "created_at" -> createdAt = instant(json);
        case "expires_at" -> expiresAt = instant(json);
        case "ephemeral" -> ephemeral = json.currentToken() == JsonToken.VALUE_TRUE;
        default -> json.skipChildren();
      }
    }
    StoredManifest.expect(json, JsonToken.END_OBJECT);
    return new PlainManifest(files, createdAt, expiresAt, ephemeral);
  }

  private static Instant instant(JsonParser json) throws IOException {
    String text = StoredManifest.text(json);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IOException("'" + text + "' is no instant, at " + json.currentTokenLocation(), e);
    }
  }
}
