package io.pointsman.publication;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.decider.Connector;
import io.pointsman.decider.job.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Tries a catalog out: whether a publish is refused when a claim comes between its look and its
 * commit. A REST server that ignores what clients assert would let it through, and two engines
 * could then both publish.
 */
public final class FenceCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MOVEMENT = "pointsman/check/fence -> catalog.check.fence";
  private static final TableSchema COLUMNS =
      new TableSchema(
          "check",
          "fence",
          List.of(
              new TableSchema.Column(
                  "id", CqlType.Simple.BIGINT, TableSchema.Kind.PARTITION_KEY, 0, false)));

  private FenceCheck() {}

  /**
   * How it came out.
   *
   * @param holds whether the catalog can be used
   * @param message what happened, for people
   */
  public record Result(boolean holds, String message) {}

  /**
   * Makes a table of its own in a namespace, tries, and drops it again.
   *
   * @param namespace where a table may be made; created when absent
   * @throws RuntimeException when the catalog refuses what a claim needs: making a table, writing
   *     below its location, committing
   */
  public static Result run(Catalog catalog, Namespace namespace) {
    TableIdentifier table =
        TableIdentifier.of(
            namespace, "pointsman_check_" + UUID.randomUUID().toString().replace('-', '_'));
    try {
      return run(catalog, table);
    } finally {
      catalog.dropTable(table, true);
    }
  }

  private static Result run(Catalog catalog, TableIdentifier table) {
    Instant start = Instant.now();
    Instant deadline = start.plus(PATIENCE);
    Destination destination = Destination.open(catalog, table);
    ClaimOrder slow = new ClaimOrder(1, start, "check", 1, Connector.SPARK, 1);
    ClaimOrder fallback = new ClaimOrder(1, start, "check", 1, Connector.LEGACY, 1);
    ClaimResult claimed = destination.claim(slow, MOVEMENT, COLUMNS, deadline);
    if (!(claimed instanceof ClaimResult.Claimed)) {
      return new Result(false, "A first claim of a new table failed: " + claimed.message());
    }
    long staged = stage(catalog, table, slow);

    TableOperations operations = operations(catalog, table);
    TableMetadata looked = operations.current();
    CommitLoop.Next<PublishResult> decided =
        new PublishStep(table, slow, staged, PublishRules.replace(deadline))
            .decide(operations, looked);
    if (!(decided instanceof CommitLoop.Next.Commit<PublishResult> publish)) {
      return new Result(false, "A publish right after its claim was refused: " + decided);
    }
    ClaimResult between = destination.claim(fallback, MOVEMENT, COLUMNS, deadline);
    if (!(between instanceof ClaimResult.Claimed)) {
      return new Result(false, "A fallback's claim failed: " + between.message());
    }
    String answer;
    try {
      operations.commit(looked, publish.changed());
      answer = "it said that the commit had succeeded";
    } catch (RuntimeException refused) {
      answer = "it answered: " + CommitLoop.describe(refused);
    }
    boolean late = destination.lookForRun("check", 1).isPresent();
    return late
        ? new Result(
            false,
            "The catalog let a publish through although a newer claim had come in between: "
                + "two engines could both publish to its tables. It ignores what clients assert"
                + " of a branch (assert-ref-snapshot-id), or its commits are not atomic")
        : new Result(
            true,
            "A publish was refused once a newer claim had come between its look and its commit; "
                + answer);
  }

  private static long stage(Catalog catalog, TableIdentifier table, ClaimOrder order) {
    TableOperations operations = operations(catalog, table);
    var append =
        new BaseTable(operations, table.toString()).newFastAppend().toBranch(order.key().branch());
    new Lineage(
            order.runId(),
            1,
            order.engine(),
            1,
            MOVEMENT,
            null,
            null,
            null,
            0L,
            "fence check",
            null)
        .toSummary()
        .forEach(append::set);
    append.commit();
    return operations.refresh().ref(order.key().branch()).snapshotId();
  }

  private static TableOperations operations(Catalog catalog, TableIdentifier table) {
    return ((HasTableOperations) catalog.loadTable(table)).operations();
  }
}
