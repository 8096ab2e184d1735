package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Movements with their guard states, by id.
 *
 * @param movements at most as many as were asked for
 * @param next what to give as {@code after} for the next page, or null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardPage(List<GuardedMovement> movements, String next) {}
