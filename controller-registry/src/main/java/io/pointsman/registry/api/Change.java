package io.pointsman.registry.api;

/**
 * Who changes something and why; no change is taken without it.
 *
 * @param actor who, never blank, at most 200 characters
 * @param why the reason, never blank, at most 1000 characters
 */
public record Change(String actor, String why) {}
