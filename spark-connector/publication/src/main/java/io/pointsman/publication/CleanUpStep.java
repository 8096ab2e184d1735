package io.pointsman.publication;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;

/** Decides what cleaning up does with the table as it is seen. */
final class CleanUpStep implements CommitLoop.Step<CleanUpResult> {
  private final String branch;
  private boolean removed;

  CleanUpStep(String branch) {
    this.branch = branch;
  }

  @Override
  public CommitLoop.Next<CleanUpResult> decide(TableOperations operations, TableMetadata base) {
    if (base.ref(branch) == null) {
      return clean();
    }
    removed = true;
    return new CommitLoop.Next.Commit<>(TableMetadata.buildFrom(base).removeRef(branch).build());
  }

  @Override
  public CommitLoop.Next<CleanUpResult> decideWithoutTable() {
    return clean();
  }

  @Override
  public CleanUpResult unavailable(String message) {
    return new CleanUpResult.NotCleaned(branch, message);
  }

  @Override
  public CleanUpResult late(CommitLoop.Attempted attempted, String message) {
    return new CleanUpResult.NotCleaned(branch, message);
  }

  private CommitLoop.Next<CleanUpResult> clean() {
    return new CommitLoop.Next.Done<>(new CleanUpResult.Clean(branch, removed));
  }
}
