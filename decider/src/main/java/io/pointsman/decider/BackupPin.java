package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What an execution's decision fixed of its backup: everything that reads for this execution reads
 * this, and judges TTLs and tombstones at {@code referenceTime}, never at the clock.
 *
 * @param source name of the source (the cluster)
 * @param layout backup layout, such as {@code medusa}
 * @param backupId the backup's id, as its tool names it
 * @param takenAt when its last node began its snapshot
 * @param referenceTime what TTLs and tombstones are judged at; {@code takenAt} unless configured
 * @param dataCentre the data centre that is read, or null when the backup has only one
 * @param consistency ALL | LOCAL_ALL | LOCAL_QUORUM | ONE
 * @param schemaDigest SHA-256, hexadecimal, of the schema text that came with the backup
 * @param ringDigest SHA-256, hexadecimal, of the ring by which rows that their node does not own
 *     are left out; null when nothing says who owns what, and all rows count
 * @param nodes each node's manifest, sorted by node
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupPin(
    String source,
    String layout,
    String backupId,
    Instant takenAt,
    Instant referenceTime,
    String dataCentre,
    String consistency,
    String schemaDigest,
    String ringDigest,
    List<NodeManifest> nodes) {

  public BackupPin {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
  }

  /** One of whose ring nothing is known. */
  public BackupPin(
      String source,
      String layout,
      String backupId,
      Instant takenAt,
      Instant referenceTime,
      String dataCentre,
      String consistency,
      String schemaDigest,
      List<NodeManifest> nodes) {
    this(
        source,
        layout,
        backupId,
        takenAt,
        referenceTime,
        dataCentre,
        consistency,
        schemaDigest,
        null,
        nodes);
  }

  /**
   * One node's part of a backup.
   *
   * @param node the node's name in the backup
   * @param manifestKey key of its manifest in the bucket
   * @param manifestSha256 SHA-256, hexadecimal, of the manifest's bytes
   */
  public record NodeManifest(String node, String manifestKey, String manifestSha256) {}
}
