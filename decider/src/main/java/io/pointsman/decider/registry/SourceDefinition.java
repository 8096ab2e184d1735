package io.pointsman.decider.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.InvalidMovementException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the name of a cluster means: where its backups lie and how they are read.
 *
 * @param name the cluster's name in movements
 * @param backupUri {@code s3://bucket/prefix}
 * @param layout {@code medusa}, …
 * @param region the store's region, or null for the default
 * @param endpoint an S3 endpoint other than the region's own (http or https URL), or null
 * @param pathStyle whether the bucket stands in the path, as most non-AWS stores need it
 * @param dataCentre the data centre to read, or null when there is one
 * @param consistency ALL | LOCAL_ALL | LOCAL_QUORUM | ONE; null means ALL
 * @param credentials the credentials' name, never a value; null means the environment's own
 * @param retention how long after it was taken a backup is kept, as the store's lifecycle or the
 *     backup tool has it; null when that is not known
 * @param maxSkew how far the nodes' snapshots of one backup may be apart, at most {@link
 *     #LONGEST_SKEW}; null for what is written beside the backups, else an hour
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceDefinition(
    String name,
    String backupUri,
    String layout,
    String region,
    String endpoint,
    boolean pathStyle,
    String dataCentre,
    String consistency,
    String credentials,
    Duration retention,
    Duration maxSkew) {
  /** Snapshots further apart are not of one time, whatever anybody says. */
  public static final Duration LONGEST_SKEW = Duration.ofDays(1);

  public SourceDefinition {
    if (retention != null && (retention.isNegative() || retention.isZero())) {
      throw new InvalidMovementException(
          "retention", "is " + retention + "; it is longer than nothing, such as PT720H");
    }
    if (maxSkew != null
        && (maxSkew.isNegative() || maxSkew.isZero() || maxSkew.compareTo(LONGEST_SKEW) > 0)) {
      throw new InvalidMovementException(
          "maxSkew",
          "is " + maxSkew + "; it is longer than nothing, such as PT2H, and at most a day");
    }
  }

  /** One of which only the place of its backups is known; all else is left to what they say. */
  public static SourceDefinition of(String name, String backupUri, String layout) {
    return new SourceDefinition(
        name, backupUri, layout, null, null, false, null, null, null, null, null);
  }

  /** The same on a store that is not found by its bucket's name alone. */
  public SourceDefinition withStore(String region, String endpoint, boolean pathStyle) {
    return new SourceDefinition(
        name,
        backupUri,
        layout,
        region,
        endpoint,
        pathStyle,
        dataCentre,
        consistency,
        credentials,
        retention,
        maxSkew);
  }

  /** The same, of which those replicas are read. */
  public SourceDefinition withReplicas(String dataCentre, String consistency) {
    return new SourceDefinition(
        name,
        backupUri,
        layout,
        region,
        endpoint,
        pathStyle,
        dataCentre,
        consistency,
        credentials,
        retention,
        maxSkew);
  }

  /** The same, read with named credentials. */
  public SourceDefinition withCredentials(String credentials) {
    return new SourceDefinition(
        name,
        backupUri,
        layout,
        region,
        endpoint,
        pathStyle,
        dataCentre,
        consistency,
        credentials,
        retention,
        maxSkew);
  }

  /** The same, whose backups are kept for so long. */
  public SourceDefinition withRetention(Duration retention) {
    return new SourceDefinition(
        name,
        backupUri,
        layout,
        region,
        endpoint,
        pathStyle,
        dataCentre,
        consistency,
        credentials,
        retention,
        maxSkew);
  }

  /** The same, the snapshots of whose nodes may be so far apart. */
  public SourceDefinition withMaxSkew(Duration maxSkew) {
    return new SourceDefinition(
        name,
        backupUri,
        layout,
        region,
        endpoint,
        pathStyle,
        dataCentre,
        consistency,
        credentials,
        retention,
        maxSkew);
  }

  /** Until when a backup is surely kept, or empty when that is not known. */
  public Optional<Instant> keptUntil(Instant takenAt) {
    return Optional.ofNullable(retention).map(takenAt::plus);
  }
}
