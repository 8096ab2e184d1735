package io.pointsman.registry.api;

import io.pointsman.decider.GuardState;

/**
 * What is known of a movement that its rule's guard goes by.
 *
 * @param movementId the movement
 * @param state its state
 */
public record GuardedMovement(String movementId, GuardState state) {}
