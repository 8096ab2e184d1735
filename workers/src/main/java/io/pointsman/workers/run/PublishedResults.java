package io.pointsman.workers.run;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.publication.PublishedRun;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** The result of an execution that turned out to be published already. */
public final class PublishedResults {
  private final Spending spending;
  private final Clock clock;

  public PublishedResults(Spending spending, Clock clock) {
    this.spending = spending;
    this.clock = clock;
  }

  /**
   * Puts it together from what the table says.
   *
   * @param fallback why the run had left the Spark path, or null
   */
  public RunResult result(Execution execution, PublishedRun run, Fallback fallback)
      throws IOException {
    Connector by = run.connector() == null ? Connector.SPARK : run.connector();
    Decision decision = execution.decision();
    return RunResult.served(
        execution,
        by,
        by == Connector.SPARK ? null : fallback,
        run.rows(),
        spending.of(
            decision.runId(),
            decision.execution(),
            run.lineage() == null ? execution.job(by, 1) : run.lineage().key()),
        run.snapshotId(),
        run.lineage() == null ? null : run.lineage().backupId(),
        run.lineage() == null ? null : run.lineage().referenceTime(),
        List.of(),
        clock);
  }
}
