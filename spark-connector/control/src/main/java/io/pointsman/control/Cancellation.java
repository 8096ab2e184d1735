package io.pointsman.control;

import java.time.Instant;

/**
 * Asks a driver on whatever host to stop, as it lies in {@code cancel.json}.
 *
 * @param at when, by the clock of who asked
 * @param by who asked
 * @param reason why, for people
 */
public record Cancellation(Instant at, String by, String reason) {}
