package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;

/** Takes the fence, its claims and every run's branch out of a table. */
final class UnfenceStep implements CommitLoop.Step<HandOverResult> {
  private final TableIdentifier table;
  private final Set<String> branches = new HashSet<>();
  private final Set<Long> claims = new HashSet<>();

  UnfenceStep(TableIdentifier table) {
    this.table = table;
  }

  @Override
  public CommitLoop.Next<HandOverResult> decide(TableOperations operations, TableMetadata base) {
    List<String> found =
        base.refs().keySet().stream()
            .filter(name -> name.startsWith(JobKey.BRANCH_PREFIX))
            .toList();
    List<Snapshot> empty =
        StreamSupport.stream(base.snapshots().spliterator(), false)
            .filter(snapshot -> snapshot.summary().containsKey(Claim.ID))
            .toList();
    if (found.isEmpty() && empty.isEmpty()) {
      return new CommitLoop.Next.Done<>(
          branches.isEmpty() && claims.isEmpty()
              ? new HandOverResult.AlreadySo(
                  "There is nothing of Pointsman's in table %s.".formatted(table))
              : new HandOverResult.Unfenced(branches.size(), claims.size()));
    }
    branches.addAll(found);
    empty.forEach(snapshot -> claims.add(snapshot.snapshotId()));
    TableMetadata.Builder changed = TableMetadata.buildFrom(base);
    found.forEach(changed::removeRef);
    return new CommitLoop.Next.Commit<>(changed.removeSnapshots(empty).build());
  }

  @Override
  public CommitLoop.Next<HandOverResult> decideWithoutTable() {
    return new CommitLoop.Next.Done<>(
        new HandOverResult.NotDone("There is no table %s.".formatted(table)));
  }

  @Override
  public HandOverResult unavailable(String message) {
    return new HandOverResult.NotDone(
        "Cannot take the fence out of %s: the catalog refuses: %s".formatted(table, message));
  }

  @Override
  public HandOverResult late(CommitLoop.Attempted attempted, String message) {
    return new HandOverResult.NotDone(message);
  }
}
