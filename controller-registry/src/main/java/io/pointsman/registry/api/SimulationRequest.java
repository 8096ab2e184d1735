package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is to be tried out: a whole document, or one rule's change, or neither for what is to be
 * said of the table as it is.
 *
 * @param document a routing table, YAML or JSON, or null
 * @param change such as {@code tier-3=50}, or null
 * @param days movements count that ran within so many days, besides the registered ones; 30 when
 *     null
 * @param limit how many moves are listed at most, 0 to 10,000; 100 when null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulationRequest(String document, String change, Integer days, Integer limit) {}
