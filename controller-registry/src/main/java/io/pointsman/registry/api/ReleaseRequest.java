package io.pointsman.registry.api;

/**
 * Which movement a guard is to let go.
 *
 * @param movement its id
 */
public record ReleaseRequest(String movement) {}
