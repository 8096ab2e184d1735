package io.pointsman.publication;

import io.pointsman.decider.Connector;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Hands a destination to a movement: a claim of the next generation that no job makes, so that
 * every run that was decided before is shut out, whichever movement's it is.
 */
final class AdoptStep implements CommitLoop.Step<HandOverResult> {
  private static final String ADOPTION = "adoption";

  private final TableIdentifier table;
  private final String movementId;
  private final Instant now;
  private String from;

  AdoptStep(TableIdentifier table, String movementId, Instant now) {
    this.table = table;
    this.movementId = movementId;
    this.now = now;
  }

  @Override
  public CommitLoop.Next<HandOverResult> decide(TableOperations operations, TableMetadata base) {
    Optional<Claim> head = FenceBranch.head(base).map(FenceBranch.Head::claim);
    boolean mine = head.isPresent() && head.get().movementId().equals(movementId);
    if (mine) {
      boolean own =
          head.get().order().runId().equals(ADOPTION) && head.get().order().runStart().equals(now);
      return new CommitLoop.Next.Done<>(
          own
              ? new HandOverResult.Adopted(from, movementId)
              : new HandOverResult.AlreadySo(
                  "The destination %s belongs to '%s' already.".formatted(table, movementId)));
    }
    from = head.map(Claim::movementId).orElse(null);
    long generation = 1 + head.map(claim -> claim.order().generation()).orElse(0L);
    ClaimOrder order = new ClaimOrder(generation, now, ADOPTION, 1, Connector.LEGACY, 1);
    return new CommitLoop.Next.Commit<>(
        FenceBranch.claimed(operations, base, table.toString(), base.schema(), movementId, order));
  }

  @Override
  public CommitLoop.Next<HandOverResult> decideWithoutTable() {
    return new CommitLoop.Next.Done<>(
        new HandOverResult.NotDone("There is no table %s to hand over.".formatted(table)));
  }

  @Override
  public HandOverResult unavailable(String message) {
    return new HandOverResult.NotDone(
        "Cannot hand over %s: the catalog refuses: %s".formatted(table, message));
  }

  @Override
  public HandOverResult late(CommitLoop.Attempted attempted, String message) {
    return new HandOverResult.NotDone(message);
  }
}
