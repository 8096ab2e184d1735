package io.pointsman.legacy;

import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a legacy engine is driven, whatever it is. */
public interface LegacyEngine {

  /**
   * What an engine can do; what it cannot changes how it is used, and is said in the run.
   *
   * @param takesPin it reads the backup that it is told to
   * @param takesReferenceTime it judges TTLs at the time that it is told
   * @param reportsWhatItRead its result names the backup that it read
   * @param writesElsewhere it writes to the table or branch that it is told
   * @param stages it leaves its rows on the run's branch, to be published; else it writes main
   * @param writesPartitions it overwrites the one partition that it is told, and no other
   * @param cancels a job can be stopped
   * @param findsByRunId a job whose handle was lost can be found again
   */
  record Abilities(
      boolean takesPin,
      boolean takesReferenceTime,
      boolean reportsWhatItRead,
      boolean writesElsewhere,
      boolean stages,
      boolean writesPartitions,
      boolean cancels,
      boolean findsByRunId) {}

  /** Its name in configuration: {@code reference}, {@code http}, {@code spark-submit}. */
  String name();

  Abilities abilities();

  /**
   * What cannot be promised of this engine as it is configured, for whoever operates it: one
   * sentence each, with the setting that helps. Empty when nothing is missing.
   */
  default List<String> notGuaranteed() {
    return List.of();
  }

  /**
   * Starts the job, or finds the one that this key started before: never two.
   *
   * @throws LegacyException when it was surely not started; its message says why
   */
  JobHandle submit(JobRequest request) throws IOException, LegacyException;

  /** How the job stands now. */
  Poll poll(JobHandle handle) throws IOException;

  /** Asks the job to stop; no error when it is gone already. */
  void cancel(JobHandle handle) throws IOException;

  /** One look at a job. */
  sealed interface Poll {
    /** It runs, as far as is known. */
    record Running(Optional<JobProgress> progress) implements Poll {}

    /** It ended, well or not. */
    record Ended(JobResult result) implements Poll {}

    /** It died without a result; the message says how that is known. */
    record Lost(String message) implements Poll {}
  }

  /** The engine refused a job. */
  final class LegacyException extends Exception {
    private static final long serialVersionUID = 1L;
    private final JobKey key;

    public LegacyException(JobKey key, String message, Throwable cause) {
      super(message, cause);
      this.key = key;
    }

    public JobKey key() {
      return key;
    }
  }
}
