package io.pointsman.it.workflow;

import io.pointsman.decider.FailureReason;
import java.util.concurrent.CountDownLatch;

/** What a scripted engine does with one attempt. */
sealed interface Script {

  /** It stages so many rows, for real, and says so. */
  record Stages(long rows) implements Script {}

  /** It ends with this failure. */
  record Fails(FailureReason reason, String message) implements Script {}

  /** It stages so many rows, for real, and says that they are one more. */
  record StagesFewerThanItSays(long rows) implements Script {}

  /** It stages for real, and then ends with this failure. */
  record StagesAndDies(FailureReason reason, String message) implements Script {}

  /** It ends with this failure and leaves an intermediate table, as a killed driver does. */
  record LeavesIntermediateTable(FailureReason reason, String message) implements Script {}

  /** It is refused at submit. */
  record Refused(FailureReason reason, String message) implements Script {}

  /** The first submit is refused, the next one not; then the attempt stages. */
  record RefusedOnce(FailureReason reason, String message) implements Script {}

  /** It runs and never ends. */
  record RunsForever() implements Script {}

  /** The worker that submits it is stuck until it is released; then the attempt stages. */
  record SubmitHangs(CountDownLatch release) implements Script {}

  /** The first worker that looks at it is stuck until it is released; then the attempt stages. */
  record FirstLookHangs(CountDownLatch release) implements Script {}

  /** Every worker that looks at it is stuck until it is released; then the attempt stages. */
  record EveryLookHangs(CountDownLatch release) implements Script {}

  /** It stages, and the worker that sees it is stuck until it is released. */
  record StagesAndHangs(long rows, CountDownLatch release) implements Script {}

  /** Nobody can see it for so many looks; then it stages. */
  record UnseenFor(int looks) implements Script {}
}
