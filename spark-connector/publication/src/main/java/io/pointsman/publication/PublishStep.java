package io.pointsman.publication;

import io.pointsman.decider.job.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** Decides what a publish does with the table as it is seen: first whether it happened already. */
final class PublishStep implements CommitLoop.Step<PublishResult> {
  private final TableIdentifier table;
  private final ClaimOrder order;
  private final long stagedSnapshotId;
  private final PublishRules rules;

  private final PartitionRestage restage;

  private int looks;
  private List<Long> overwritten = List.of();

  PublishStep(TableIdentifier table, ClaimOrder order, long stagedSnapshotId, PublishRules rules) {
    this.table = table;
    this.order = order;
    this.stagedSnapshotId = stagedSnapshotId;
    this.rules = rules;
    this.restage =
        rules.partition() == null
            ? null
            : new PartitionRestage(rules.partition(), table.toString());
  }

  @Override
  public CommitLoop.Next<PublishResult> decide(TableOperations operations, TableMetadata base) {
    boolean first = looks++ == 0;
    MainHistory history = new MainHistory(base);
    Optional<FenceBranch.Head> head = FenceBranch.head(base);
    Snapshot staged = base.snapshot(stagedSnapshotId);
    if (staged != null && !isOwn(staged)) {
      return done(notOwn(staged));
    }
    Optional<Long> published = published(history);
    if (published.isPresent() || publishedBefore(base, head)) {
      if (restage != null && published.isPresent()) {
        restage.tidy(operations, base, published.get());
      }
      return done(
          new PublishResult.Published(published.orElse(stagedSnapshotId), first, overwritten));
    }
    String claimId = order.claimId();
    if (head.isEmpty()
        || !head.get().claim().order().sameJob(order)
        || !head.get().claim().tableUuid().equals(base.uuid())) {
      return done(
          new PublishResult.Fenced(
              claimId,
              head.map(FenceBranch.Head::claim)
                  .filter(claim -> !claim.order().sameJob(order))
                  .orElse(null)));
    }
    Optional<PublishResult> refused =
        staged == null
            ? Optional.of(
                new PublishResult.NotStaged(
                    "Table %s has no snapshot %d; it was expired, or the table was made anew"
                        .formatted(table, stagedSnapshotId)))
            : schemaChanged(base, staged)
                .or(() -> backInTime(staged, history))
                .or(() -> changed(operations, base, staged, head.get(), history));
    if (refused.isPresent()) {
      return done(refused.get());
    }
    if (restage == null) {
      return new CommitLoop.Next.Commit<>(FenceBranch.published(base, stagedSnapshotId));
    }
    try {
      return new CommitLoop.Next.Commit<>(
          restage.published(operations, base, history.stagedBy(staged)));
    } catch (PartitionRestage.RefusedException e) {
      return done(new PublishResult.NotStaged("Not published: " + e.getMessage()));
    }
  }

  /**
   * What main's history names as this job's publish. A partition is published as a new snapshot.
   */
  private Optional<Long> published(MainHistory history) {
    return history.contains(stagedSnapshotId)
        ? Optional.of(stagedSnapshotId)
        : history.publishOf(order.key());
  }

  @Override
  public CommitLoop.Next<PublishResult> decideWithoutTable() {
    return done(
        new PublishResult.Unavailable(
            "Cannot publish: table %s does not exist any more".formatted(table)));
  }

  @Override
  public PublishResult unavailable(String message) {
    return new PublishResult.Unavailable(
        "Cannot publish to %s: the catalog refuses: %s".formatted(table, message));
  }

  @Override
  public PublishResult late(CommitLoop.Attempted attempted, String message) {
    return switch (attempted) {
      case YES -> new PublishResult.Unsettled(message);
      case NO -> new PublishResult.TooLate(message);
    };
  }

  private boolean isOwn(Snapshot staged) {
    return MainHistory.lineage(staged)
        .filter(it -> it.key().equals(order.key()))
        .filter(it -> Objects.equals(it.partition(), partition()))
        .isPresent();
  }

  private String partition() {
    return rules.partition() == null ? null : rules.partition().toString();
  }

  private PublishResult notOwn(Snapshot staged) {
    Optional<Lineage> lineage = MainHistory.lineage(staged);
    if (lineage.filter(it -> it.key().equals(order.key())).isPresent()) {
      return new PublishResult.NotStaged(
          "Snapshot %d of %s holds %s, but %s is to be published"
              .formatted(
                  stagedSnapshotId, table, rowsOf(lineage.get().partition()), rowsOf(partition())));
    }
    return new PublishResult.NotStaged(
        "Snapshot %d of %s was not staged by the claim %s: its lineage names %s"
            .formatted(
                stagedSnapshotId,
                table,
                order.claimId(),
                lineage.map(it -> it.key().path()).orElse("no run")));
  }

  private static String rowsOf(String partition) {
    return partition == null ? "the whole table" : "the partition " + partition;
  }

  private Optional<PublishResult> backInTime(Snapshot staged, MainHistory history) {
    if (rules.allowBackInTime()) {
      return Optional.empty();
    }
    Lineage own = MainHistory.lineage(staged).orElseThrow();
    return history.lineagesUnder(partition()).stream()
        .flatMap(under -> backInTime(under, own).stream())
        .findFirst();
  }

  /** What other writers did to the rows that would be replaced. */
  private Optional<PublishResult> changed(
      TableOperations operations,
      TableMetadata base,
      Snapshot staged,
      FenceBranch.Head head,
      MainHistory history) {
    MainHistory.Since since = history.since(staged, head.snapshot());
    List<Snapshot> foreign =
        since.foreign().stream()
            .filter(it -> restage == null || restage.touchedBy(it, operations, base))
            .toList();
    if (since.gap() != null && !rules.allowOverwriteForeign()) {
      List<Snapshot> own = history.stagedBy(staged);
      PartitionTarget target =
          rules.partition() == null
              ? null
              : new PartitionTarget(rules.partition(), base.specsById());
      RowsFound found = new RowsFound(base, operations.io(), target, since.floor());
      if (!found.areStillThere(own.get(own.size() - 1))) {
        return Optional.of(
            new PublishResult.DestinationChanged(
                List.of(since.gap() + " (expired since, so that nobody knows what it changed)")));
      }
    }
    if (!foreign.isEmpty() && !rules.allowOverwriteForeign()) {
      return Optional.of(
          new PublishResult.DestinationChanged(
              foreign.stream().map(s -> s.snapshotId() + " (" + s.operation() + ")").toList()));
    }
    overwritten = foreign.stream().map(Snapshot::snapshotId).toList();
    return Optional.empty();
  }

  /**
   * Whether a reader would miss a column of the staged files, or take it for something else: a
   * table that was replaced may give a column's id to another type.
   */
  private Optional<PublishResult> schemaChanged(TableMetadata base, Snapshot staged) {
    Schema then = staged.schemaId() == null ? null : base.schemasById().get(staged.schemaId());
    if (then == null) {
      return Optional.empty();
    }
    for (Types.NestedField field : TypeUtil.indexById(then.asStruct()).values()) {
      Types.NestedField now = base.schema().findField(field.fieldId());
      if (now == null) {
        return Optional.of(
            new PublishResult.NotStaged(
                ("Not published: the table's schema was changed since this run staged: column '%s'"
                        + " was dropped")
                    .formatted(then.findColumnName(field.fieldId()))));
      }
      boolean same =
          field.type().isPrimitiveType() && now.type().isPrimitiveType()
              ? TypeUtil.isPromotionAllowed(field.type(), now.type().asPrimitiveType())
              : field.type().typeId() == now.type().typeId();
      if (!same) {
        return Optional.of(
            new PublishResult.NotStaged(
                ("Not published: the table's schema was changed since this run staged: column '%s'"
                        + " was staged as %s, and is %s now")
                    .formatted(then.findColumnName(field.fieldId()), field.type(), now.type())));
      }
    }
    return Optional.empty();
  }

  private static Optional<PublishResult> backInTime(Lineage table, Lineage staged) {
    if (isBefore(staged.takenAt(), table.takenAt())) {
      return Optional.of(
          new PublishResult.BackInTime("taken-at", table.takenAt(), staged.takenAt()));
    }
    if (isBefore(staged.referenceTime(), table.referenceTime())) {
      return Optional.of(
          new PublishResult.BackInTime(
              "reference-time", table.referenceTime(), staged.referenceTime()));
    }
    return Optional.empty();
  }

  /** An engine that cannot say what it read can be held against nothing. */
  private static boolean isBefore(Instant staged, Instant table) {
    return staged != null && table != null && staged.isBefore(table);
  }

  /**
   * Whether this claim published and history has forgotten it since. The claim remembers the
   * fence's age, each publish lowers it by one, and the next claim of the same execution copies it.
   */
  private boolean publishedBefore(TableMetadata base, Optional<FenceBranch.Head> head) {
    if (head.isEmpty() || !head.get().claim().tableUuid().equals(base.uuid())) {
      return false;
    }
    Claim newest = head.get().claim();
    if (newest.order().sameJob(order)) {
      return head.get().published();
    }
    return newest.order().sameExecution(order)
        && newest.order().generation() == order.generation()
        && FenceBranch.claim(base, order.claimId())
            .filter(mine -> newest.fenceAge() == mine.fenceAge() - 1)
            .isPresent();
  }

  private static CommitLoop.Next<PublishResult> done(PublishResult result) {
    return new CommitLoop.Next.Done<>(result);
  }
}
