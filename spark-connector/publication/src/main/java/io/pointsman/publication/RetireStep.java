package io.pointsman.publication;

import io.pointsman.decider.Connector;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Shuts an ended execution out of its destination for good, so that what it staged can be deleted:
 * a claim in the execution's own place, above every attempt that it could still make and below
 * every other run's. Runs that are decided already, and those to come, claim as if it were not
 * there.
 */
final class RetireStep implements CommitLoop.Step<RetireResult> {
  private static final int LAST_ATTEMPT = 999_999_999;

  private final TableIdentifier table;
  private final String runId;
  private final int execution;

  RetireStep(TableIdentifier table, String runId, int execution) {
    this.table = table;
    this.runId = runId;
    this.execution = execution;
  }

  @Override
  public CommitLoop.Next<RetireResult> decide(TableOperations operations, TableMetadata base) {
    Optional<FenceBranch.Head> head = FenceBranch.head(base);
    boolean holds =
        head.isPresent()
            && head.get().claim().order().runId().equals(runId)
            && head.get().claim().order().execution() == execution;
    if (!holds
        || head.get().claim().order().attempt() == LAST_ATTEMPT
        || head.get().published()
        || new MainHistory(base).run(runId, execution).isPresent()) {
      return new CommitLoop.Next.Done<>(new RetireResult.Retired());
    }
    Claim claim = head.get().claim();
    ClaimOrder last =
        new ClaimOrder(
            claim.order().generation(),
            claim.order().runStart(),
            runId,
            execution,
            Connector.LEGACY,
            LAST_ATTEMPT);
    return new CommitLoop.Next.Commit<>(
        FenceBranch.claimed(
            operations, base, table.toString(), base.schema(), claim.movementId(), last));
  }

  @Override
  public CommitLoop.Next<RetireResult> decideWithoutTable() {
    return new CommitLoop.Next.Done<>(new RetireResult.Retired());
  }

  @Override
  public RetireResult unavailable(String message) {
    return new RetireResult.NotRetired(message);
  }

  @Override
  public RetireResult late(CommitLoop.Attempted attempted, String message) {
    return new RetireResult.NotRetired(message);
  }
}
