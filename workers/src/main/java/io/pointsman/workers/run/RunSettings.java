package io.pointsman.workers.run;

import java.time.Instant;

/**
 * What an execution was asked for beside its movement, fixed when it is decided.
 *
 * @param deadline when the run gives up
 * @param sparkDeadline when the Spark path gives up, so that legacy has time
 * @param sparkAttempts Spark attempts, from 1
 * @param allowBackInTime whether an earlier backup may replace a later one
 */
public record RunSettings(
    Instant deadline, Instant sparkDeadline, int sparkAttempts, boolean allowBackInTime) {}
