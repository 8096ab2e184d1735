package io.pointsman.workers.run;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.workers.conductor.TaskFailedException;
import java.time.Instant;
import java.util.Map;

/** What jobs are told, and how they are shown. */
public final class Jobs {
  private final Fence fence;

  public Jobs(Fence fence) {
    this.fence = fence;
  }

  /**
   * The request of a job.
   *
   * @param tableUuid the destination as it was claimed, or null
   * @param deadline when the job ends itself
   * @param options engine settings
   */
  public JobRequest request(
      Execution execution,
      JobKey job,
      String tableUuid,
      Instant deadline,
      Map<String, String> options)
      throws TaskFailedException {
    Decision decision = execution.decision();
    Movement movement = decision.movement();
    return new JobRequest(
        job,
        movement,
        fence.source(movement),
        fence.catalog(movement),
        decision.pin(),
        job.branch(),
        tableUuid,
        execution.settings().partition(),
        deadline,
        options);
  }

  /** How far a job is, as a sentence. */
  public static String sentence(JobKey job, JobProgress progress) {
    String name = job.connector() + " attempt " + job.attempt();
    if (progress == null) {
      return name + " is submitted and has not said anything yet.";
    }
    return name
        + ": "
        + progress.phase()
        + ", "
        + progress.tasksDone()
        + " of "
        + progress.tasksTotal()
        + " tasks done, "
        + progress.rows()
        + " rows written, "
        + progress.bytesRead()
        + " bytes read.";
  }
}
