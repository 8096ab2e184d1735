package io.pointsman.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What objects hold; bodies that are cut short, trickle or are damaged are asked for again. */
final class S3Bodies {
  private final S3Requests requests;

  S3Bodies(S3Requests requests) {
    this.requests = requests;
  }

  void read(String key, long position, byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    int done = 0;
    int failures = 0;
    while (done < length) {
      int before = done;
      IOException failure = null;
      String range = "bytes=" + (position + done) + "-" + (position + length - 1);
      try (ResponseInputStream<GetObjectResponse> body =
          requests.call(
              "read",
              key,
              () ->
                  requests
                      .client()
                      .getObject(r -> r.bucket(requests.bucket()).key(key).range(range)))) {
        checkRange(key, position + done, body.response());
        try {
          done += fill(body, target, offset + done, length - done);
          if (done < length) {
            body.abort();
          }
        } catch (IOException e) {
          body.abort();
          failure = e;
        } catch (SdkException e) {
          body.abort();
          failure = new IOException(e.getMessage(), e);
        }
      }
      if (done < length) {
        // What a cut body delivered before the cut may be wrong at its end: ask for all of it.
        done = before;
        failures++;
        if (failures >= S3Requests.BODY_ATTEMPTS) {
          throw new StoreException(
              "Cannot read "
                  + requests.name(key)
                  + ": the body of "
                  + range
                  + " was cut short "
                  + failures
                  + " times"
                  + (failure == null ? "" : " (" + failure.getMessage() + ")"),
              0,
              failure == null ? new EOFException() : failure);
        }
        requests.pause(failures, key);
      }
    }
  }

  /** Reads what arrives of a body, up to a length; one that trickles counts as cut short. */
  private int fill(InputStream body, byte[] target, int offset, int length) throws IOException {
    long started = System.nanoTime();
    long limit = requests.timeouts().ofBody(length).toNanos();
    int done = 0;
    while (done < length) {
      int read = body.read(target, offset + done, length - done);
      if (read < 0) {
        return done;
      }
      done += read;
      long taken = System.nanoTime() - started;
      if (done < length && taken > limit) {
        throw new IOException(
            "only " + done + " of " + length + " bytes came within " + taken / 1_000_000 + " ms");
      }
    }
    return done;
  }

  private void checkRange(String key, long position, GetObjectResponse response)
      throws IOException {
    String range = response.contentRange();
    if (range == null || !range.startsWith("bytes " + position + "-")) {
      throw new StoreException(
          "Cannot read "
              + requests.name(key)
              + ": the store answered with Content-Range '"
              + range
              + "' to a request from byte "
              + position
              + "; ranged reads must not be ignored",
          0,
          null);
    }
  }

  byte[] readAll(String key, long maxBytes) throws IOException {
    int failures = 0;
    byte[] earlier = null;
    while (true) {
      String failure;
      try (ResponseInputStream<GetObjectResponse> body =
          requests.call(
              "read",
              key,
              () -> requests.client().getObject(r -> r.bucket(requests.bucket()).key(key)))) {
        // A body that is sent in chunks does not say how long it is, and cannot be cut unnoticed.
        Long said = body.response().contentLength();
        checkLength(key, said == null ? 0 : said, maxBytes, body);
        byte[] content = readBody(body, said, maxBytes);
        if (content == null) {
          body.abort();
          failure = "its body was cut short";
        } else {
          checkLength(key, content.length, maxBytes, body);
          BodyCheck checked = BodyCheck.of(content, body.response());
          // An ETag may be no digest: then two bodies that are alike settle it.
          if (checked == BodyCheck.INTACT
              || (checked == BodyCheck.UNKNOWN && Arrays.equals(earlier, content))) {
            return content;
          }
          earlier = content;
          failure =
              checked == BodyCheck.DAMAGED
                  ? "its body is not what was written"
                  : "no two bodies of it were alike";
        }
      }
      failures++;
      if (failures >= S3Requests.BODY_ATTEMPTS) {
        throw new StoreException(
            "Cannot read " + requests.name(key) + ": " + failure + ", " + failures + " times",
            0,
            null);
      }
      requests.pause(failures, key);
    }
  }

  private void checkLength(
      String key, long length, long maxBytes, ResponseInputStream<GetObjectResponse> body)
      throws StoreException {
    if (length > maxBytes) {
      body.abort();
      throw new StoreException(
          requests.name(key) + " has more than the " + maxBytes + " bytes that are read at most",
          0,
          null);
    }
  }

  /**
   * A body, null when it broke off or trickled.
   *
   * @param length what the answer says of it, or null when it says nothing
   */
  private byte[] readBody(InputStream body, Long length, long maxBytes) {
    try {
      if (length == null) {
        return body.readNBytes((int) maxBytes + 1);
      }
      byte[] content = new byte[length.intValue()];
      return fill(body, content, 0, content.length) == content.length ? content : null;
    } catch (IOException | SdkException e) {
      return null;
    }
  }
}
