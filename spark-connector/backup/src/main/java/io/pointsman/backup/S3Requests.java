package io.pointsman.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Requests to one bucket. The SDK repeats those that fail; what failed for good names the object.
 *
 * @param client of the store
 * @param bucket its name
 * @param timeouts how long a body may take
 */
record S3Requests(S3Client client, String bucket, StoreTimeouts timeouts) {
  /** How often a body that does not come whole is asked for. */
  static final int BODY_ATTEMPTS = 6;

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

  /** Waits before an object is asked for once more, longer each time. */
  void pause(int failures, String key) throws IOException {
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
}
