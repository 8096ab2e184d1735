package io.pointsman.it;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;

/** Opens buckets of a test's own S3 server. */
final class TestStores {
  private TestStores() {}

  static ObjectStore open(S3Server s3, String bucket) {
    return ObjectStores.open(
        new StoreSettings(
            s3.endpoint().toString(), S3Server.REGION, true, S3Server.CREDENTIALS_NAME, bucket),
        s3.environment());
  }
}
