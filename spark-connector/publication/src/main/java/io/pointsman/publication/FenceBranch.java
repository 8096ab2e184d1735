package io.pointsman.publication;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/**
 * The destination's fence: a branch whose snapshots hold no rows, each with one claim in its
 * summary. Its head says who may publish.
 *
 * <p>A claim appends a snapshot, a publish lowers the branch's {@code maxRefAgeMs} by one
 * millisecond in the commit that moves main. Both change the reference, so that a REST catalog is
 * asked to assert its snapshot id, and a catalog that compares the whole metadata compares this
 * too. Setting a reference to what it is already would be no change, and assert nothing.
 */
final class FenceBranch {
  static final String NAME = Destination.FENCE_BRANCH;

  private static final long NEVER = Long.MAX_VALUE;
  private static final long CLAIM_KEPT_MS = TimeUnit.DAYS.toMillis(1);

  private FenceBranch() {}

  /**
   * The newest claim.
   *
   * @param claim what it says
   * @param snapshot its snapshot
   * @param age the branch's {@code maxRefAgeMs} now
   */
  record Head(Claim claim, Snapshot snapshot, long age) {
    /** Whether its own claim has published, as far as the branch's retention tells. */
    boolean published() {
      return age == claim.fenceAge() - 1;
    }
  }

  /**
   * The head of a table's fence.
   *
   * @return empty when the table has none
   * @throws IllegalArgumentException when the branch holds something that is no claim
   */
  static Optional<Head> head(TableMetadata table) {
    SnapshotRef ref = table.ref(NAME);
    if (ref == null) {
      return Optional.empty();
    }
    Snapshot snapshot = table.snapshot(ref.snapshotId());
    Claim claim =
        Claim.read(snapshot.summary())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Branch %s of %s points at snapshot %d, which is no claim; take the fence out"
                                .formatted(NAME, table.location(), ref.snapshotId())
                            + " with './pointsman unfence' while nothing runs"));
    return Optional.of(new Head(claim, snapshot, age(ref)));
  }

  /** The claim of that id, also when it is no longer the head, unless it was expired. */
  static Optional<Claim> claim(TableMetadata table, String claimId) {
    for (Snapshot snapshot : table.snapshots()) {
      if (claimId.equals(snapshot.summary().get(Claim.ID))) {
        return Claim.read(snapshot.summary());
      }
    }
    return Optional.empty();
  }

  /**
   * The metadata that a claim commits. It is made without a snapshot producer's own commit: that
   * one repeats itself after an answer was lost, as a rollback over whoever claimed meanwhile.
   *
   * @param schema the table's schema from now on
   */
  static TableMetadata claimed(
      TableOperations operations,
      TableMetadata base,
      String table,
      Schema schema,
      String movementId,
      ClaimOrder order) {
    SnapshotRef old = base.ref(NAME);
    Claim claim = new Claim(movementId, base.uuid(), order, old == null ? NEVER : age(old));
    // Without main, so that the first claim has no parent and no manifests: it would pin main's
    // files against every later expiry.
    TableMetadata withoutMain =
        TableMetadata.buildFrom(base).removeRef(SnapshotRef.MAIN_BRANCH).build();
    var append =
        new BaseTable(new MetadataView(operations, withoutMain), table)
            .newFastAppend()
            .toBranch(NAME);
    claim.toSummary().forEach(append::set);
    Snapshot snapshot = append.apply();

    TableMetadata.Builder changed = TableMetadata.buildFrom(base);
    if (schema != base.schema()) {
      changed.setCurrentSchema(schema, Math.max(base.lastColumnId(), schema.highestFieldId()));
    }
    return changed
        .setBranchSnapshot(snapshot, NAME)
        .setRef(NAME, reference(old, snapshot.snapshotId()).build())
        .build();
  }

  /** The metadata that a publish of the whole table commits. */
  static TableMetadata published(TableMetadata base, long stagedSnapshotId) {
    SnapshotRef main = base.ref(SnapshotRef.MAIN_BRANCH);
    return TableMetadata.buildFrom(base)
        .setRef(
            SnapshotRef.MAIN_BRANCH,
            main == null
                ? SnapshotRef.branchBuilder(stagedSnapshotId).build()
                : SnapshotRef.builderFrom(main, stagedSnapshotId).build())
        .setRef(NAME, afterPublish(base))
        .build();
  }

  /**
   * The metadata that a publish of one partition commits. What was staged goes in the same commit:
   * its data files are the published snapshot's from then on, and whoever cleaned up a staged
   * snapshot that was left would delete them.
   *
   * @param restaged on main as it is in {@code base}
   * @param staged what it was made of
   */
  static TableMetadata published(TableMetadata base, Snapshot restaged, List<Snapshot> staged) {
    return TableMetadata.buildFrom(base)
        .setBranchSnapshot(restaged, SnapshotRef.MAIN_BRANCH)
        .setRef(NAME, afterPublish(base))
        .removeSnapshots(staged)
        .build();
  }

  /** The fence's reference after a publish. */
  private static SnapshotRef afterPublish(TableMetadata base) {
    SnapshotRef fence = base.ref(NAME);
    return SnapshotRef.builderFrom(fence, fence.snapshotId()).maxRefAgeMs(age(fence) - 1).build();
  }

  private static SnapshotRef.Builder reference(SnapshotRef old, long snapshotId) {
    return old == null
        ? SnapshotRef.branchBuilder(snapshotId)
            .minSnapshotsToKeep(1)
            .maxSnapshotAgeMs(CLAIM_KEPT_MS)
            // The table's own history.expire.max-ref-age-ms must not remove it.
            .maxRefAgeMs(NEVER)
        : SnapshotRef.builderFrom(old, snapshotId).maxRefAgeMs(age(old));
  }

  private static long age(SnapshotRef ref) {
    return ref.maxRefAgeMs() == null ? NEVER : ref.maxRefAgeMs();
  }
}
