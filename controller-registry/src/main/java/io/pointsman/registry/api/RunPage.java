package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Executions, newest first.
 *
 * @param runs at most as many as were asked for
 * @param next what to give as {@code before} for the next page, or null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPage(List<RunSummary> runs, Long next) {}
