package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Shadows, newest first, and what is left for more.
 *
 * @param budgets the fleet's first, then those of rules that have one of their own
 * @param shadows that were granted
 * @param next what {@code before} has to be for older ones, or null when there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowPage(List<ShadowAllowance> budgets, List<GrantedShadow> shadows, Long next) {}
