package io.pointsman.publication;

import io.pointsman.backup.TableSchema;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.Lineage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * The Iceberg table that a movement fills, and who may fill it now. Keeps nothing of the table
 * between calls; several threads and processes may use as many of these as they like.
 *
 * <p>One execution goes: {@link #claim}, the job stages on {@link JobKey#branch()}, {@link #audit},
 * {@link #publish}, {@link #cleanUp}. A fallback claims again, as LEGACY, and is told {@link
 * ClaimResult.Served} when the engine before it has published after all.
 *
 * <p>What changes the table has a deadline, and tells in its result that a catalog does not answer.
 * What only looks ({@link #fenceHead}, {@link #nextGeneration}, {@link #lookForRun}, {@link
 * #describeMain}, {@link #runBranches}) throws what the catalog throws, a {@link RuntimeException}.
 */
public final class Destination {
  /** The branch that every claimed table has; its snapshots hold no rows. */
  public static final String FENCE_BRANCH = "pointsman_fence";

  /** A name that no branch can have. */
  private static final String NO_BRANCH = "";

  private final Catalog catalog;
  private final TableIdentifier table;
  private final InstantSource clock;

  private Destination(Catalog catalog, TableIdentifier table, InstantSource clock) {
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.table = Objects.requireNonNull(table, "table");
    this.clock = clock;
  }

  /** A table that may or may not exist; nothing is asked of the catalog yet. */
  public static Destination open(Catalog catalog, TableIdentifier table) {
    return new Destination(catalog, table, InstantSource.system());
  }

  /** The table of a movement; the catalog is the one that its name means. */
  public static Destination open(Catalog catalog, DestinationTable table) {
    return open(
        catalog,
        TableIdentifier.of(Namespace.of(table.namespace().split("\\.", -1)), table.table()));
  }

  /** The table's name in its catalog. */
  public TableIdentifier table() {
    return table;
  }

  /**
   * Claims the destination, and makes it fit: an absent table (and namespace) is created, missing
   * columns are added, columns that the source no longer has stay.
   *
   * @param order the claim's place; claiming again with the same one gives the same answer
   * @param movementId whose destination it is
   * @param schema the source's columns
   * @param deadline when to stop asking a catalog that does not answer plainly
   * @throws UnsupportedTypeException when a column has no place in Iceberg; nothing was claimed
   */
  public ClaimResult claim(
      ClaimOrder order, String movementId, TableSchema schema, Instant deadline) {
    return claim(order, movementId, schema, null, deadline);
  }

  /**
   * As {@link #claim(ClaimOrder, String, TableSchema, Instant)}, for a run that overwrites one
   * partition: an absent table is created with the partition's columns beside the source's and
   * partitioned by their values; one that is there must be.
   *
   * @param partition null for the whole table
   * @throws io.pointsman.decider.InvalidMovementException when the source has a column of the
   *     partition's
   */
  public ClaimResult claim(
      ClaimOrder order,
      String movementId,
      TableSchema schema,
      StaticPartition partition,
      Instant deadline) {
    return loop(deadline)
        .run(
            new ClaimStep(catalog, table, order, movementId, IcebergSchemas.of(schema), partition));
  }

  /**
   * A partition with the types that its columns have in the table.
   *
   * @param declared types for a table that does not exist yet; columns that are not named keep the
   *     type that they were given with
   * @throws io.pointsman.decider.InvalidMovementException naming the field, when the table is not
   *     partitioned by just these columns or a value is none of its column's type
   */
  public StaticPartition typed(StaticPartition partition, Map<String, PartitionType> declared) {
    Optional<TableMetadata> base = metadata();
    if (base.isEmpty()) {
      return partition.typed(declared);
    }
    StaticPartition typed =
        partition.typed(
            PartitionTarget.types(base.get().schema(), base.get().spec()).orElse(Map.of()));
    PartitionTarget.refusal(base.get().schema(), base.get().spec(), typed)
        .ifPresent(
            problem -> {
              throw new io.pointsman.decider.InvalidMovementException(
                  "partition", "does not fit the table " + table + ": " + problem);
            });
    return typed;
  }

  /** The newest claim, or empty when the table does not exist or was never claimed. */
  public Optional<Claim> fenceHead() {
    return metadata().flatMap(FenceBranch::head).map(FenceBranch.Head::claim);
  }

  /**
   * The generation for an execution that is decided now: 1 + the fence head's. The caller takes the
   * greater of this and what its registry remembers, since a table that was made anew forgets.
   */
  public long nextGeneration() {
    return 1 + fenceHead().map(claim -> claim.order().generation()).orElse(0L);
  }

  /**
   * What a decision has to know of the table, in one look.
   *
   * @param nextGeneration see {@link #nextGeneration()}
   * @param partition the partition that the newest published run overwrote; null when it replaced
   *     the whole table, or there is none
   */
  public record Standing(long nextGeneration, String partition) {}

  /** How the table stands; of one that does not exist too. */
  public Standing standing() {
    Optional<TableMetadata> base = metadata();
    long generation =
        base.flatMap(FenceBranch::head).map(head -> head.claim().order().generation()).orElse(0L);
    String partition =
        base.map(table -> new MainHistory(table).lineagesUnder(null)).orElse(List.of()).stream()
            .findFirst()
            .map(Lineage::partition)
            .orElse(null);
    return new Standing(1 + generation, partition);
  }

  /**
   * Reads back what a job staged: that it is that job's, that its rows are as many as it said, and
   * that everything a reader would need is there.
   *
   * @param job whose branch
   * @param expectedRows rows that the job says it wrote
   * @param schema the source's columns
   */
  public AuditResult audit(JobKey job, long expectedRows, TableSchema schema) {
    return audit(job, expectedRows, schema, null);
  }

  /**
   * As {@link #audit(JobKey, long, TableSchema)}, for a job that overwrites one partition: the rows
   * are that partition's, and the other partitions' files are those that the job found.
   *
   * @param partition null for the whole table
   */
  public AuditResult audit(
      JobKey job, long expectedRows, TableSchema schema, StaticPartition partition) {
    return new StagedAudit(catalog, table, partition)
        .run(job, expectedRows, IcebergSchemas.of(schema));
  }

  /**
   * Makes a staged snapshot the table's rows, in one commit that fails when a higher claim comes
   * before it. Calling it again, after whatever happened, tells how it came out.
   *
   * @param claimId the claim of the job that staged
   * @param stagedSnapshotId what {@link #audit} passed
   * @param rules what is allowed, and until when
   */
  public PublishResult publish(String claimId, long stagedSnapshotId, PublishRules rules) {
    return loop(rules.deadline())
        .run(new PublishStep(table, ClaimOrder.parse(claimId), stagedSnapshotId, rules));
  }

  /**
   * Removes a job's branch. Staged snapshots of any job that can never be published any more go
   * with their files, unless the table has {@code gc.enabled=false}; what might be published, and
   * what others made, stays.
   *
   * @param deadline when to stop asking a catalog that does not answer plainly
   */
  public CleanUpResult cleanUp(JobKey job, Instant deadline) {
    return loop(deadline).run(new CleanUpStep(job.branch()));
  }

  /**
   * The same for a branch that {@link #runBranches} named.
   *
   * @throws IllegalArgumentException when the branch is no run's
   */
  public CleanUpResult cleanUp(RunBranch branch, Instant deadline) {
    if (!isRunBranch(branch.name())) {
      throw new IllegalArgumentException("Not a run's branch: " + branch.name());
    }
    return loop(deadline).run(new CleanUpStep(branch.name()));
  }

  /** The branches that jobs made and nobody removed yet, of running jobs too; sorted by name. */
  public List<RunBranch> runBranches() {
    Optional<TableMetadata> base = metadata();
    if (base.isEmpty()) {
      return List.of();
    }
    MainHistory main = new MainHistory(base.get());
    List<RunBranch> branches = new ArrayList<>();
    for (String name : new TreeSet<>(base.get().refs().keySet())) {
      if (isRunBranch(name)) {
        Snapshot head = base.get().snapshot(base.get().ref(name).snapshotId());
        Lineage lineage =
            MainHistory.lineage(head).filter(it -> it.key().branch().equals(name)).orElse(null);
        branches.add(
            new RunBranch(
                name,
                head.snapshotId(),
                Instant.ofEpochMilli(head.timestampMillis()),
                lineage,
                lineage == null ? 0 : addedBytes(head),
                lineage != null && main.contains(head.snapshotId())));
      }
    }
    return branches;
  }

  /** Staged snapshots that {@link #removeDead} would take out of the table. */
  public List<DeadStaging> deadStagings() {
    List<DeadStaging> dead = new ArrayList<>();
    metadata()
        .ifPresent(
            base ->
                DeadSnapshots.of(base)
                    .forEach(
                        snapshot ->
                            dead.add(
                                new DeadStaging(
                                    MainHistory.lineage(snapshot).orElseThrow().key(),
                                    snapshot.snapshotId(),
                                    addedBytes(snapshot)))));
    return dead;
  }

  /** Takes staged snapshots that can never be published out of the table, with their files. */
  public CleanUpResult removeDead(Instant deadline) {
    return loop(deadline).run(new CleanUpStep(NO_BRANCH));
  }

  /**
   * Shuts an ended execution out for good: none of its jobs can publish any more, which makes what
   * they staged dead. Nothing changes for other runs. Does nothing when it is published, or does
   * not hold the destination.
   */
  public RetireResult retire(String runId, int execution, Instant deadline) {
    return loop(deadline).run(new RetireStep(table, runId, execution));
  }

  /** The reference engine's intermediate tables beside this one, of running jobs too. */
  public List<IntermediateTable> intermediateTables() {
    return new IntermediateTables(catalog, table.namespace()).list();
  }

  /**
   * Drops a job's intermediate table.
   *
   * @return whether there was one
   */
  public boolean dropIntermediateTable(JobKey job) {
    return new IntermediateTables(catalog, table.namespace()).drop(job);
  }

  /**
   * Hands the destination to a movement, for one that was renamed. Runs of either that were decided
   * before can publish no more; they end SUPERSEDED or DESTINATION_HELD.
   *
   * @param movementId whose destination it shall be
   */
  public HandOverResult adopt(String movementId, Instant deadline) {
    return loop(deadline).run(new AdoptStep(table, movementId, clock.instant()));
  }

  /**
   * Takes everything of Pointsman's out of the table: the fence, its claims, every run's branch.
   * Only while nothing runs: a run that has claimed can then not publish, but the next claim knows
   * nothing of those before it.
   */
  public HandOverResult unfence(Instant deadline) {
    return loop(deadline).run(new UnfenceStep(table));
  }

  /** Whether a run's execution is published, as far as main's history knows. */
  public Optional<PublishedRun> lookForRun(String runId, int execution) {
    return metadata().flatMap(base -> new MainHistory(base).run(runId, execution));
  }

  /**
   * What readers see now: for an engine that writes main itself, what it published.
   *
   * @return empty when the table does not exist
   */
  public Optional<MainState> describeMain() {
    return metadata().map(base -> new MainHistory(base).state());
  }

  private Optional<TableMetadata> metadata() {
    try {
      return Optional.of(((HasTableOperations) catalog.loadTable(table)).operations().current());
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private static long addedBytes(Snapshot snapshot) {
    String bytes = snapshot.summary().get(SnapshotSummary.ADDED_FILE_SIZE_PROP);
    return bytes == null ? 0 : Long.parseLong(bytes);
  }

  private static boolean isRunBranch(String name) {
    return name.startsWith(JobKey.BRANCH_PREFIX) && !name.equals(FENCE_BRANCH);
  }

  private CommitLoop loop(Instant deadline) {
    return new CommitLoop(catalog, table, deadline, clock);
  }
}
