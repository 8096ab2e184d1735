package io.pointsman.workers.run;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A claim as it goes from task to task.
 *
 * @param claimId what a publish asks for; null when the destination could not be claimed and the
 *     engine writes by itself
 * @param tableUuid the table that was claimed, or null
 * @param attempt of the engine that claimed, from 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ticket(String claimId, String tableUuid, int attempt) {}
