package io.pointsman.it.chaos;

import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.S3Server;
import io.pointsman.it.Truth;
import java.net.URI;

/**
 * Where the backup lies that every scenario moves.
 *
 * @param bucket the bucket
 * @param prefix key prefix without slashes at its ends
 * @param truth the table that is moved, and what it must be afterwards
 */
record BackupPlace(String bucket, String prefix, Truth truth) {

  /** What the cluster's name means, reached at that endpoint. */
  SourceDefinition source(String name, URI endpoint) {
    return SourceDefinition.of(name, "s3://" + bucket + "/" + prefix, "medusa")
        .withStore(S3Server.REGION, endpoint.toString(), true)
        .withCredentials(S3Server.CREDENTIALS_NAME);
  }
}
