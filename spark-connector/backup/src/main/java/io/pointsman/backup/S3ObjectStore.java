package io.pointsman.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A bucket of S3 or of a store that speaks its protocol. Requests that fail are repeated by the
 * SDK; bodies that are cut short, trickle or are damaged are asked for again from here.
 */
final class S3ObjectStore implements ObjectStore {
  private static final long LARGEST_SINGLE_PUT = 64L << 20;

  /** User metadata that tells whose write an object is. */
  private static final String WRITER = "pointsman-writer";

  private final S3Client client;
  private final String bucket;
  private final S3Requests requests;
  private final S3Listings listings;
  private final S3Bodies bodies;

  S3ObjectStore(S3Client client, String bucket, StoreTimeouts timeouts) {
    this.client = client;
    this.bucket = bucket;
    this.requests = new S3Requests(client, bucket, timeouts);
    this.listings = new S3Listings(requests);
    this.bodies = new S3Bodies(requests);
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) throws IOException {
    listings.list(prefix, each);
  }

  @Override
  public void listAfter(String prefix, String startAfter, Predicate<Listed> goOn)
      throws IOException {
    listings.listAfter(prefix, startAfter, goOn);
  }

  @Override
  public List<String> listFolders(String prefix) throws IOException {
    return listings.listFolders(prefix);
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    bodies.read(key, position, target, offset, length);
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    return bodies.readAll(key, maxBytes);
  }

  @Override
  public Optional<Listed> head(String key) throws IOException {
    try {
      HeadObjectResponse head =
          requests.call("look at", key, () -> client.headObject(r -> r.bucket(bucket).key(key)));
      return Optional.of(
          new Listed(key, head.contentLength(), head.eTag(), millis(head.lastModified())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    requests.call(
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
        requests.call(
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
        if (e.status() != 409 || conflicts >= S3Requests.BODY_ATTEMPTS) {
          throw e;
        }
        requests.pause(conflicts, key);
      }
    }
  }

  private boolean isWrittenBy(String key, String writer) throws IOException {
    try {
      HeadObjectResponse head =
          requests.call("look at", key, () -> client.headObject(r -> r.bucket(bucket).key(key)));
      return writer.equals(head.metadata().get(WRITER));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    if (Files.size(file) > LARGEST_SINGLE_PUT) {
      new MultipartUpload(requests, key, file).run();
    } else {
      put(key, Files.readAllBytes(file));
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      requests.call("delete", key, () -> client.deleteObject(r -> r.bucket(bucket).key(key)));
    } catch (NoSuchFileException e) {
      // Some stores say so; nothing is left to do.
    }
  }

  @Override
  public void close() {
    client.close();
  }

  static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }

  static long millis(Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli();
  }
}
