package io.pointsman.decider.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * How far a job is, as it lies in {@code progress.json}; written every few seconds, so that its
 * {@code at} is the job's heartbeat.
 *
 * @param at when this was written, by the driver's clock
 * @param phase one word or short sentence for people
 * @param tasksDone Spark tasks done in the current phase
 * @param tasksTotal Spark tasks known in the current phase; it may grow
 * @param rows rows written so far
 * @param bytesRead bytes fetched from the backup so far
 * @param cpuSeconds CPU time of the tasks that have ended
 * @param applicationId Spark's application id, or null before it is known
 * @param host host that the driver runs on
 * @param pid the driver's process id on that host
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobProgress(
    Instant at,
    String phase,
    long tasksDone,
    long tasksTotal,
    long rows,
    long bytesRead,
    double cpuSeconds,
    String applicationId,
    String host,
    long pid) {}
