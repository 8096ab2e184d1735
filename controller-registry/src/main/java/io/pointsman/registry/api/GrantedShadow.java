package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A shadow that was granted.
 *
 * @param cursor its place, newest last
 * @param runId the run whose shadow it is
 * @param execution from 1
 * @param movementId what is moved
 * @param rule whose budget it takes from beside the fleet's; {@code default} for no rule's
 * @param grantedAt when
 * @param overAt when its hours are over
 * @param bytes that it would read, or null when that was not known
 * @param endedAt when it was said to be over, or null
 * @param endedWhy by what, or null
 * @param running whether it still takes its place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantedShadow(
    long cursor,
    String runId,
    int execution,
    String movementId,
    String rule,
    Instant grantedAt,
    Instant overAt,
    Long bytes,
    Instant endedAt,
    String endedWhy,
    boolean running) {}
