package io.pointsman.registry.client;

import io.pointsman.decider.registry.RegistryCopy;

/**
 * A copy with what to ask by whether it changed.
 *
 * @param etag opaque
 * @param copy all that a decision needs
 */
public record FetchedCopy(String etag, RegistryCopy copy) {}
