package io.pointsman.workers.run;

import io.pointsman.decider.Decision;
import java.time.Instant;

/**
 * An execution that failed with something staged that its run's retry could publish, as it lies
 * below {@code left/} on the control store.
 *
 * @param decision the execution
 * @param failedAt when
 */
public record LeftExecution(Decision decision, Instant failedAt) {}
