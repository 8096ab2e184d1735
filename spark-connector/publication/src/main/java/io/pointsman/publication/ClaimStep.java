package io.pointsman.publication;

import io.pointsman.decider.StaticPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;

/** Decides what a claim does with the table as it is seen. */
final class ClaimStep implements CommitLoop.Step<ClaimResult> {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION,
          "2",
          // A claim and a publish are one metadata file each: without this they pile up.
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
          "true");

  private final Catalog catalog;
  private final TableIdentifier table;
  private final ClaimOrder order;
  private final String movementId;
  private final Schema source;
  private final Schema wanted;
  private final StaticPartition partition;

  private boolean created;
  private List<String> added = List.of();

  /**
   * @param source the source's columns
   * @param partition the partition that is to be overwritten, or null for the whole table
   */
  ClaimStep(
      Catalog catalog,
      TableIdentifier table,
      ClaimOrder order,
      String movementId,
      Schema source,
      StaticPartition partition) {
    this.catalog = catalog;
    this.table = table;
    this.order = order;
    this.movementId = movementId;
    this.source = source;
    this.wanted = PartitionTarget.wanted(source, partition);
    this.partition = partition;
  }

  @Override
  public CommitLoop.Next<ClaimResult> decide(TableOperations operations, TableMetadata base) {
    MainHistory history = new MainHistory(base);
    Optional<FenceBranch.Head> head = FenceBranch.head(base);
    Optional<PublishedRun> served = served(history, head);
    if (served.isPresent()) {
      return done(new ClaimResult.Served(served.get()));
    }
    Optional<String> unfit =
        partition == null
            ? Optional.empty()
            : PartitionTarget.refusal(base.schema(), base.spec(), partition);
    SchemaDifference difference =
        IcebergSchemas.difference(PartitionTarget.besides(base.schema(), partition), source);
    if (head.isPresent()) {
      Claim claim = head.get().claim();
      if (!claim.movementId().equals(movementId)) {
        return done(new ClaimResult.HeldByMovement(claim.movementId()));
      }
      if (claim.order().sameJob(order)
          && claim.tableUuid().equals(base.uuid())
          && difference.fits()
          && unfit.isEmpty()) {
        return done(
            new ClaimResult.Claimed(claim.id(), base.uuid(), created, added, difference.kept()));
      }
      if (!claim.order().sameJob(order) && claim.order().compareTo(order) >= 0) {
        return done(refusedBy(claim));
      }
    }
    if (unfit.isPresent()) {
      return done(new ClaimResult.PartitionRefused(unfit.get()));
    }
    if (!difference.canFollow()) {
      return done(new ClaimResult.SchemaChanged(difference.incompatible()));
    }
    added = difference.added().isEmpty() ? added : difference.added();
    Schema schema =
        difference.added().isEmpty()
            ? base.schema()
            : new BaseTable(new MetadataView(operations, base), table.toString())
                .updateSchema()
                .unionByNameWith(source)
                .apply();
    return new CommitLoop.Next.Commit<>(
        FenceBranch.claimed(operations, base, table.toString(), schema, movementId, order));
  }

  @Override
  public CommitLoop.Next<ClaimResult> decideWithoutTable() {
    try {
      catalog
          .buildTable(table, wanted)
          .withPartitionSpec(PartitionTarget.spec(wanted, partition))
          .withProperties(PROPERTIES)
          .create();
      created = true;
    } catch (AlreadyExistsException lostTheRace) {
      // Whoever won it made the table; this claim then finds it.
      created = false;
    } catch (NoSuchNamespaceException e) {
      createNamespace();
    }
    return new CommitLoop.Next.LookAgain<>();
  }

  @Override
  public ClaimResult unavailable(String message) {
    return new ClaimResult.Unavailable(
        "Cannot claim %s: the catalog refuses: %s".formatted(table, message));
  }

  @Override
  public ClaimResult late(CommitLoop.Attempted attempted, String message) {
    return switch (attempted) {
      case YES -> new ClaimResult.Unsettled(message);
      case NO -> new ClaimResult.TooLate(message);
    };
  }

  /**
   * Whether this execution is published. Final when this claim, or a higher one, is in the same
   * metadata: nothing of this execution that is lower can be published after that.
   */
  private Optional<PublishedRun> served(MainHistory history, Optional<FenceBranch.Head> head) {
    Optional<PublishedRun> found = history.run(order.runId(), order.execution());
    if (found.isPresent() || head.isEmpty()) {
      return found;
    }
    // History may have been expired; the fence still tells whether its own claim has published.
    Claim claim = head.get().claim();
    boolean mine = claim.movementId().equals(movementId) && claim.order().sameExecution(order);
    return mine && head.get().published()
        ? Optional.of(
            new PublishedRun(
                order.runId(), order.execution(), claim.order().engine(), null, null, null))
        : Optional.empty();
  }

  private ClaimResult refusedBy(Claim claim) {
    return claim.order().sameExecution(order)
        ? new ClaimResult.AttemptEnded(claim)
        : new ClaimResult.Superseded(claim);
  }

  private void createNamespace() {
    if (!(catalog instanceof SupportsNamespaces namespaces)) {
      throw new IllegalArgumentException(
          "Namespace %s does not exist, and catalog %s cannot create it"
              .formatted(table.namespace(), catalog.name()));
    }
    String[] levels = table.namespace().levels();
    for (int depth = 1; depth <= levels.length; depth++) {
      Namespace namespace = Namespace.of(java.util.Arrays.copyOf(levels, depth));
      if (!namespaces.namespaceExists(namespace)) {
        try {
          namespaces.createNamespace(namespace);
        } catch (AlreadyExistsException lostTheRace) {
          // It is there, which is all that is wanted.
          continue;
        }
      }
    }
  }

  private static CommitLoop.Next<ClaimResult> done(ClaimResult result) {
    return new CommitLoop.Next.Done<>(result);
  }
}
