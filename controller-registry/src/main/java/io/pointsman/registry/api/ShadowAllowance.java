package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A budget of shadows, and how much of it is taken now.
 *
 * @param rule whose it is within the fleet's, or null for the fleet's
 * @param atOnce how many may run at once, or null when the rule leaves that to the fleet's
 * @param running how many run
 * @param bytesPerDay what may be read in a day by UTC, or null when the rule leaves that to the
 *     fleet's
 * @param bytesToday what today's read or will
 * @param hours how long one may last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowAllowance(
    String rule, Integer atOnce, long running, Long bytesPerDay, long bytesToday, int hours) {}
