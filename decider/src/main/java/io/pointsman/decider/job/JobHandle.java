package io.pointsman.decider.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What whoever submitted a job knows of it, as it lies in {@code handle.json}.
 *
 * @param key what the job is
 * @param submittedAt when
 * @param submittedBy host and worker that submitted it
 * @param host host of the submitting process ({@code client} deploy mode: of the driver), or null
 * @param pid that process's id, or null when the engine is not a local process
 * @param pidStartedAt when that process started: a pid alone may be another process by now
 * @param externalId the engine's own id of the job (a legacy service's job id), or null
 * @param logFile where the driver's output goes on that host, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobHandle(
    JobKey key,
    Instant submittedAt,
    String submittedBy,
    String host,
    Long pid,
    Instant pidStartedAt,
    String externalId,
    String logFile) {}
