package io.pointsman.control;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreUri;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the job records lie, as configuration and a driver's arguments say it. Credentials stand
 * here by name only; their values are in the environment of whoever opens it.
 *
 * @param uri {@code s3://bucket/prefix}
 * @param endpoint http or https URL of a store other than the region's own, or null
 * @param region or null for the SDK's default
 * @param pathStyle whether the bucket stands in the path
 * @param credentials the credentials' name, or null for the environment's own
 */
public record ControlLocation(
    StoreUri uri, String endpoint, String region, boolean pathStyle, String credentials) {

  /** Opens the bucket; the caller closes it. */
  public ObjectStore openStore() {
    return ObjectStores.open(endpoint, region, pathStyle, credentials, uri.bucket());
  }

  /** The records in an open bucket. */
  public ControlStore records(ObjectStore store) {
    return new ControlStore(store, uri.prefix());
  }

  /** As a driver's arguments say it; {@link JobArguments#parse} reads them back. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--control", uri.toString()));
    if (endpoint != null) {
      arguments.addAll(List.of("--control-endpoint", endpoint));
    }
    if (region != null) {
      arguments.addAll(List.of("--control-region", region));
    }
    if (pathStyle) {
      arguments.addAll(List.of("--control-path-style", "true"));
    }
    if (credentials != null) {
      arguments.addAll(List.of("--control-credentials", credentials));
    }
    return arguments;
  }
}
