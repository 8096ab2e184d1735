package io.pointsman.workers;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.ProvidesIntoSet;
import io.pointsman.control.ControlStore;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Decisions;
import io.pointsman.workers.run.FailedOutcomes;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.task.DecideRoute;
import io.pointsman.workers.task.ReportFailure;
import io.pointsman.workers.task.ReportOutcome;
import java.time.Clock;

/** The work of the role {@code decide}. */
final class DecideModule extends AbstractModule {
  @ProvidesIntoSet
  TaskWorker decideRoute(Decisions decisions, Runs runs) {
    return new DecideRoute(decisions, runs);
  }

  @ProvidesIntoSet
  TaskWorker reportOutcome(
      Outcomes outcomes, Leftovers leftovers, Repins repins, ControlFiles files, Clock clock) {
    return new ReportOutcome(outcomes, leftovers, repins, files, clock);
  }

  @ProvidesIntoSet
  TaskWorker reportFailure(
      Runs runs,
      Outcomes outcomes,
      ControlStore records,
      FailedOutcomes failed,
      Leftovers leftovers,
      WorkerConfig config,
      Clock clock) {
    return new ReportFailure(
        runs, outcomes, records, failed, leftovers, config.process().workerId(), clock);
  }
}
