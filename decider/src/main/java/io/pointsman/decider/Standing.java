package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands beside the routing table and takes part in decisions. A decision records the part of
 * it that was asked, so that it can be replayed.
 *
 * @param steps reached step by rule, from 0; a ramp that is not named stands at its first
 * @param guards guard state by movement id; a movement that is not named is new
 * @param breaker the fleet's breaker, never null
 * @param shadows what shadows take, where one was asked for, or null: only the registry counts them
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Standing(
    Map<String, Integer> steps,
    Map<String, GuardState> guards,
    BreakerState breaker,
    ShadowUse shadows) {
  /** Every ramp at its first step, every movement new, the breaker closed. */
  public static final Standing BEGINNING = new Standing(Map.of(), Map.of(), BreakerState.CLOSED);

  public Standing {
    steps = steps == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(steps));
    guards = guards == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(guards));
    breaker = breaker == null ? BreakerState.CLOSED : breaker;
  }

  /** One that no shadow was asked for in. */
  public Standing(
      Map<String, Integer> steps, Map<String, GuardState> guards, BreakerState breaker) {
    this(steps, guards, breaker, null);
  }

  /** The same, with what shadows take. */
  public Standing withShadows(ShadowUse use) {
    return new Standing(steps, guards, breaker, use);
  }

  public int step(String ruleId) {
    return steps.getOrDefault(ruleId, 0);
  }

  public GuardState guard(String movementId) {
    return guards.getOrDefault(movementId, GuardState.NEW);
  }
}
