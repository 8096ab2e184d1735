package io.pointsman.registry.page;

import io.pointsman.registry.api.GrantedShadow;

/**
 * A shadow that runs, as the page lists it.
 *
 * @param run its run
 * @param movement what is moved
 * @param rule whose budget it takes from beside the fleet's
 * @param bytes that it reads, or empty
 * @param granted when
 * @param over when its hours are over
 */
public record ShadowRow(
    String run, String movement, String rule, String bytes, Moment granted, Moment over) {

  public static ShadowRow of(GrantedShadow shadow) {
    return new ShadowRow(
        shadow.runId(),
        shadow.movementId(),
        shadow.rule(),
        Figures.bytes(shadow.bytes()),
        Moment.of(shadow.grantedAt()),
        Moment.of(shadow.overAt()));
  }
}
