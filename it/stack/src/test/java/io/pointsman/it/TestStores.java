package io.pointsman.it;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;

/**
 * Opens buckets of a test's own S3 server. This process's environment cannot be changed any more,
 * so the credentials come from the SDK's system properties.
 */
final class TestStores {
  private TestStores() {}

  static ObjectStore open(S3Server s3, String bucket) {
    System.setProperty("aws.accessKeyId", s3.identity());
    System.setProperty("aws.secretAccessKey", s3.secret());
    return ObjectStores.open(s3.endpoint().toString(), S3Server.REGION, true, null, bucket);
  }
}
