package io.pointsman.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads a manifest as a stream, however large it is: what it says is not believed, so nothing in it
 * may decide how much memory is taken.
 */
final class StoredManifest {
  /** A node with a million files has about this much. */
  private static final long LARGEST = 512L << 20;

  /** More files than any table of one node has. */
  static final int MOST_FILES = 400_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // A table's schema text is the longest string that any layout has.
                  .maxStringLength(4 << 20)
                  // Names have a bound of their own, from Jackson 2.16 on; Spark 3.5 brings 2.15.
                  .maxNestingDepth(64)
                  .maxNumberLength(64)
                  .build())
          .build();

  private StoredManifest() {}

  /** What reads the JSON document. */
  interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }

  /**
   * What was read.
   *
   * @param sha256 of the object as it is stored, hexadecimal
   */
  record Read<T>(T value, String sha256) {}

  /** It is there, and is not what it should be. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads one.
   *
   * @throws NoSuchFileException when it is not there
   * @throws MalformedException when it is too large, or not what {@code reader} reads
   * @throws IOException when the store does not answer
   */
  static <T> Read<T> read(ObjectStore store, String key, Codec codec, Reader<T> reader)
      throws IOException {
    String name = "s3://" + store.bucket() + "/" + key;
    long size = store.head(key).orElseThrow(() -> new NoSuchFileException(name)).size();
    if (size > LARGEST) {
      throw new MalformedException(
          "it has " + size + " bytes, more than the " + LARGEST + " that a manifest may have",
          null);
    }
    MessageDigest digest = sha256();
    try (InputStream stored = new DigestInputStream(new ObjectInput(store, key, size), digest)) {
      InputStream content = codec.decode(stored, name, LARGEST);
      T value;
      try (JsonParser json = JSON.createParser(content)) {
        json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
        value = reader.read(json);
      }
      content.transferTo(java.io.OutputStream.nullOutputStream());
      stored.transferTo(java.io.OutputStream.nullOutputStream());
      return new Read<>(value, HexFormat.of().formatHex(digest.digest()));
    } catch (StoreException | NoSuchFileException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedException(e.getMessage(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static void expect(JsonParser json, JsonToken expected) throws IOException {
    if (json.currentToken() != expected) {
      throw new IOException(
          "expected "
              + expected
              + " and found "
              + json.currentToken()
              + " at "
              + json.currentTokenLocation());
    }
  }

  /** The number that stands here, or -1 when it is something else or negative. */
  static long size(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return Math.max(-1, json.getLongValue());
    }
    json.skipChildren();
    return -1;
  }

  /** The text that stands here, or null. */
  static String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return null;
  }

  static void checkCount(int files, String of) throws IOException {
    if (files > MOST_FILES) {
      throw new IOException("it names more than " + MOST_FILES + " files of " + of);
    }
  }
}
