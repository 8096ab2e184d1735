package io.pointsman.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of S3 or of a store that speaks its protocol. Requests that fail are repeated by the
 * SDK; bodies that are cut short, trickle or are damaged are asked for again from here.
 */
final class S3ObjectStore implements ObjectStore {
  private static final int BODY_ATTEMPTS = 6;
  private static final long LARGEST_SINGLE_PUT = 64L << 20;

  /** User metadata that tells whose write an object is. */
  private static final String WRITER = "pointsman-writer";

  private final S3Client client;
  private final String bucket;
  private final StoreTimeouts timeouts;

  S3ObjectStore(S3Client client, String bucket, StoreTimeouts timeouts) {
    this.client = client;
    this.bucket = bucket;
    this.timeouts = timeouts;
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) throws IOException {
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          page(
              prefix,
              () ->
                  client.listObjectsV2(
                      request -> request.bucket(bucket).prefix(prefix).continuationToken(from)));
      for (S3Object object : page.contents()) {
        each.accept(
            new Listed(object.key(), object.size(), object.eTag(), millis(object.lastModified())));
      }
      token = next(page, prefix);
    } while (token != null);
  }

  @Override
  public void listAfter(String prefix, String startAfter, Predicate<Listed> goOn)
      throws IOException {
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          page(
              prefix,
              () ->
                  client.listObjectsV2(
                      request ->
                          request
                              .bucket(bucket)
                              .prefix(prefix)
                              .startAfter(startAfter)
                              .continuationToken(from)));
      for (S3Object object : page.contents()) {
        Listed listed =
            new Listed(object.key(), object.size(), object.eTag(), millis(object.lastModified()));
        if (!goOn.test(listed)) {
          return;
        }
      }
      token = next(page, prefix);
    } while (token != null);
  }

  @Override
  public List<String> listFolders(String prefix) throws IOException {
    List<String> folders = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          call(
              "list",
              prefix,
              () ->
                  client.listObjectsV2(
                      request ->
                          request
                              .bucket(bucket)
                              .prefix(prefix)
                              .delimiter("/")
                              .continuationToken(from)));
      page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folders::add);
      token = next(page, prefix);
    } while (token != null);
    return List.copyOf(folders);
  }

  /** One page of a listing; the SDK does not ask again for one whose body was cut short. */
  private ListObjectsV2Response page(String prefix, Supplier<ListObjectsV2Response> request)
      throws IOException {
    for (int failures = 1; ; failures++) {
      try {
        return call("list", prefix, request);
      } catch (StoreException e) {
        if (failures >= BODY_ATTEMPTS || !unreadable(e)) {
          throw e;
        }
        pause(failures, prefix);
      }
    }
  }

  private static boolean unreadable(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof XMLStreamException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private String next(ListObjectsV2Response page, String prefix) throws IOException {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    if (page.nextContinuationToken() == null) {
      throw new StoreException(
          "The listing of " + name(prefix) + " is cut off without a token to go on with", 0, null);
    }
    return page.nextContinuationToken();
  }

  @Override
  public Optional<Listed> head(String key) throws IOException {
    try {
      HeadObjectResponse head =
          call("look at", key, () -> client.headObject(r -> r.bucket(bucket).key(key)));
      return Optional.of(
          new Listed(key, head.contentLength(), head.eTag(), millis(head.lastModified())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
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
          call("read", key, () -> client.getObject(r -> r.bucket(bucket).key(key).range(range)))) {
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
        if (failures >= BODY_ATTEMPTS) {
          throw new StoreException(
              "Cannot read "
                  + name(key)
                  + ": the body of "
                  + range
                  + " was cut short "
                  + failures
                  + " times"
                  + (failure == null ? "" : " (" + failure.getMessage() + ")"),
              0,
              failure == null ? new EOFException() : failure);
        }
        pause(failures, key);
      }
    }
  }

  /** Reads what arrives of a body, up to a length; one that trickles counts as cut short. */
  private int fill(InputStream body, byte[] target, int offset, int length) throws IOException {
    long started = System.nanoTime();
    long limit = timeouts.ofBody(length).toNanos();
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
              + name(key)
              + ": the store answered with Content-Range '"
              + range
              + "' to a request from byte "
              + position
              + "; ranged reads must not be ignored",
          0,
          null);
    }
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    int failures = 0;
    byte[] earlier = null;
    while (true) {
      String failure;
      try (ResponseInputStream<GetObjectResponse> body =
          call("read", key, () -> client.getObject(r -> r.bucket(bucket).key(key)))) {
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
      if (failures >= BODY_ATTEMPTS) {
        throw new StoreException(
            "Cannot read " + name(key) + ": " + failure + ", " + failures + " times", 0, null);
      }
      pause(failures, key);
    }
  }

  private void checkLength(
      String key, long length, long maxBytes, ResponseInputStream<GetObjectResponse> body)
      throws StoreException {
    if (length > maxBytes) {
      body.abort();
      throw new StoreException(
          name(key) + " has more than the " + maxBytes + " bytes that are read at most", 0, null);
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

  @Override
  public void put(String key, byte[] content) throws IOException {
    call(
        "write",
        key,
        () ->
            client.putObject(
                r ->
                    r.bucket(bucket)
                        .key(key)
                        .metadata(Map.of(BodyCheck.SHA256, BodyCheck.sha256(content)))
                        .contentMD5(md5(content)),
                RequestBody.fromBytes(content)));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) throws IOException {
    String writer = UUID.randomUUID().toString();
    int conflicts = 0;
    while (true) {
      try {
        call(
            "write",
            key,
            () ->
                client.putObject(
                    r ->
                        r.bucket(bucket)
                            .key(key)
                            .ifNoneMatch("*")
                            .metadata(
                                Map.of(WRITER, writer, BodyCheck.SHA256, BodyCheck.sha256(content)))
                            .contentMD5(md5(content)),
                    RequestBody.fromBytes(content)));
        return true;
      } catch (StoreException e) {
        if (e.status() == 412) {
          // When the answer to the first attempt was lost, what is there may be our own.
          return isWrittenBy(key, writer);
        }
        conflicts++;
        // 409: another conditional write is under way; it settles by itself.
        if (e.status() != 409 || conflicts >= BODY_ATTEMPTS) {
          throw e;
        }
        pause(conflicts, key);
      }
    }
  }

  private boolean isWrittenBy(String key, String writer) throws IOException {
    try {
      HeadObjectResponse head =
          call("look at", key, () -> client.headObject(r -> r.bucket(bucket).key(key)));
      return writer.equals(head.metadata().get(WRITER));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    if (Files.size(file) > LARGEST_SINGLE_PUT) {
      new MultipartUpload(this, client, key, file).run();
    } else {
      put(key, Files.readAllBytes(file));
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      call("delete", key, () -> client.deleteObject(r -> r.bucket(bucket).key(key)));
    } catch (NoSuchFileException e) {
      // Some stores say so; nothing is left to do.
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** Runs one request; what fails names the object. */
  <T> T call(String operation, String key, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (AbortedException e) {
      throw interrupted(operation, key, e);
    } catch (S3Exception e) {
      boolean noBucket =
          e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
      if (e.statusCode() == 404 && !noBucket) {
        NoSuchFileException missing = new NoSuchFileException(name(key));
        missing.initCause(e);
        throw missing;
      }
      throw new StoreException(
          "Cannot " + operation + " " + name(key) + ": " + e.getMessage(), e.statusCode(), e);
    } catch (SdkException e) {
      throw new StoreException(
          "Cannot " + operation + " " + name(key) + ": " + e.getMessage(), 0, e);
    }
  }

  String name(String key) {
    return "s3://" + bucket + "/" + key;
  }

  static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }

  private void pause(int failures, String key) throws IOException {
    long wait = timeouts.firstPause().toMillis() << (failures - 1);
    try {
      Thread.sleep(wait / 2 + ThreadLocalRandom.current().nextLong(wait + 1));
    } catch (InterruptedException e) {
      throw interrupted("read", key, e);
    }
  }

  private InterruptedIOException interrupted(String operation, String key, Exception cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted =
        new InterruptedIOException("Interrupted: " + operation + " " + name(key));
    interrupted.initCause(cause);
    return interrupted;
  }

  private static long millis(Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }
}
