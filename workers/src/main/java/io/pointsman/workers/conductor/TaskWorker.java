package io.pointsman.workers.conductor;

import io.pointsman.workers.config.Role;

/** Works on one type of tasks; safe for use by many threads. */
public interface TaskWorker {

  /** The task definition's name. */
  String taskType();

  /** The role that this work belongs to. */
  Role role();

  /**
   * Works on a task. Doing it again, by another worker too, must come to the same end.
   *
   * @throws TaskFailedException when it failed and is known why
   * @throws Exception anything else, which fails the task with a reason found for it
   */
  TaskAnswer work(PolledTask task) throws Exception;
}
