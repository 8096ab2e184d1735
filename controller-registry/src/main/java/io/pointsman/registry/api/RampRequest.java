package io.pointsman.registry.api;

/**
 * What is asked of a ramp.
 *
 * @param action what
 * @param step the step that it was seen on, from 1; on another by now, nothing is done
 */
public record RampRequest(RampAction action, int step) {}
