package io.pointsman.workers.leftover;

import io.pointsman.backup.ObjectStore;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Destinations;
import io.pointsman.workers.run.JobWatch;
import java.time.Clock;
import java.util.Map;

/** Puts a search together. */
public final class LeftoverSearches {
  private LeftoverSearches() {}

  /**
   * A search of a configuration's control store and of any destination.
   *
   * @param stoppers how the jobs of either engine are stopped
   */
  public static LeftoverSearch of(
      WorkerConfig config,
      ObjectStore store,
      ControlStore records,
      ControlFiles files,
      JobWatch watch,
      Destinations destinations,
      RunStates runs,
      Map<Connector, JobWatch.Stopper> stoppers,
      Clock clock) {
    return new LeftoverSearch(
        new DestinationLeftovers(
            runs, records, config.leftovers(), config.runs().commitTimeout(), clock),
        new JobLeftovers(files, watch, runs, stoppers, config.leftovers(), clock),
        new RecordLeftovers(
            store, config.control().uri().prefix(), runs, config.leftovers().recordAge(), clock),
        destinations);
  }
}
