package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.registry.MovementDefinition;
import java.util.List;

/**
 * Registered movements, by id.
 *
 * @param movements at most as many as were asked for
 * @param next what to give as {@code after} for the next page, or null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MovementPage(List<MovementDefinition> movements, String next) {}
