package io.pointsman.workers.task;

import io.pointsman.publication.AuditResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Staged;
import java.util.Optional;

/** Holds what the Spark job staged against what it said it wrote. */
public final class AuditSpark implements TaskWorker {
  private final Fence fence;

  public AuditSpark(Fence fence) {
    this.fence = fence;
  }

  @Override
  public String taskType() {
    return "audit_spark";
  }

  @Override
  public Role role() {
    return Role.SPARK;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    Execution execution = Execution.of(task.input());
    Optional<AuditResult.Passed> audited =
        fence.audit(execution, Execution.part(task.input(), "staged", Staged.class));
    if (audited.isEmpty()) {
      return new TaskAnswer.Done(TaskOutput.summary("This execution is published already.").json());
    }
    AuditResult.Passed passed = audited.get();
    return new TaskAnswer.Done(
        TaskOutput.summary(passed.message())
            .put("rows", passed.rows())
            .put("dataFiles", passed.dataFiles())
            .put("bytes", passed.bytes())
            .json());
  }
}
