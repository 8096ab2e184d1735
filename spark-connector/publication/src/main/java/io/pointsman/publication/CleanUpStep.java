package io.pointsman.publication;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/** Decides what cleaning up does with the table as it is seen: the branch first, then the dead. */
final class CleanUpStep implements CommitLoop.Step<CleanUpResult> {
  private final String branch;
  private final Map<Long, Snapshot> dead = new LinkedHashMap<>();
  private boolean removed;

  CleanUpStep(String branch) {
    this.branch = branch;
  }

  @Override
  public CommitLoop.Next<CleanUpResult> decide(TableOperations operations, TableMetadata base) {
    if (base.ref(branch) != null) {
      removed = true;
      return new CommitLoop.Next.Commit<>(TableMetadata.buildFrom(base).removeRef(branch).build());
    }
    List<Snapshot> found = DeadSnapshots.of(base);
    if (!found.isEmpty()) {
      found.forEach(snapshot -> dead.put(snapshot.snapshotId(), snapshot));
      return new CommitLoop.Next.Commit<>(
          TableMetadata.buildFrom(base).removeSnapshots(found).build());
    }
    DeadSnapshots files = new DeadSnapshots();
    dead.keySet().removeIf(id -> base.snapshot(id) != null);
    dead.values().forEach(snapshot -> files.delete(operations.io(), snapshot));
    return new CommitLoop.Next.Done<>(
        new CleanUpResult.Clean(branch, removed, dead.size(), files.files(), files.bytes()));
  }

  @Override
  public CommitLoop.Next<CleanUpResult> decideWithoutTable() {
    return new CommitLoop.Next.Done<>(new CleanUpResult.Clean(branch, removed, 0, 0, 0));
  }

  @Override
  public CleanUpResult unavailable(String message) {
    return new CleanUpResult.NotCleaned(branch, message);
  }

  @Override
  public CleanUpResult late(CommitLoop.Attempted attempted, String message) {
    return new CleanUpResult.NotCleaned(branch, message);
  }
}
