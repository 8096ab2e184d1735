package io.pointsman.workers.leftover;

import io.pointsman.decider.Connector;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.config.WorkerConfig.LeftoverSettings;
import io.pointsman.workers.leftover.Found.RemovalException;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.JobWatch;
import io.pointsman.workers.run.OpenJob;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Jobs that nobody has seen the end of, although their runs have ended. */
final class JobLeftovers {
  private final ControlFiles files;
  private final JobWatch watch;
  private final RunStates runs;
  private final Map<Connector, JobWatch.Stopper> stoppers;
  private final LeftoverSettings ages;
  private final Clock clock;

  JobLeftovers(
      ControlFiles files,
      JobWatch watch,
      RunStates runs,
      Map<Connector, JobWatch.Stopper> stoppers,
      LeftoverSettings ages,
      Clock clock) {
    this.files = files;
    this.watch = watch;
    this.runs = runs;
    this.stoppers = stoppers;
    this.ages = ages;
    this.clock = clock;
  }

  /** Those of these movements. */
  List<Found> find(Predicate<String> ofMovement) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Connector engine : Connector.values()) {
      for (OpenJob job : files.open(engine)) {
        if (ofMovement.test(job.decision().movement().id())) {
          found.add(find(engine, job));
        }
      }
    }
    return found;
  }

  private Found find(Connector engine, OpenJob job) throws IOException {
    String runId = job.decision().runId();
    RunStates.State run = runs.of(runId);
    String where = engine + " of " + job.decision().movement().id();
    Instant until = job.decision().runStart().plus(ages.unknownRunAge());
    String kept =
        run.goesOn()
            ? "its run goes on"
            : !run.known() && clock.instant().isBefore(until)
                ? "Conductor does not know its run; kept until " + until
                : null;
    return kept != null
        ? Found.kept(Leftover.Kind.JOB, where, runId, run, 0, kept)
        : Found.removable(
            Leftover.Kind.JOB, where, runId, run, 0, () -> stop(job, stoppers.get(engine)));
  }

  private String stop(OpenJob job, JobWatch.Stopper stopper) throws IOException, RemovalException {
    try {
      return watch.stopOrphan(job, stopper)
          ? "stopped"
          : "asked to stop; it runs on another host, look again in a minute";
    } catch (TaskFailedException | RegistryException e) {
      throw new RemovalException(e.getMessage());
    }
  }
}
