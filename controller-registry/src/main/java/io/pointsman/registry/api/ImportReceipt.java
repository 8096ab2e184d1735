package io.pointsman.registry.api;

/**
 * What an import did; it does all or nothing.
 *
 * @param added movements that were new
 * @param changed movements that were known and are different now
 * @param unchanged movements that were known as they are
 */
public record ImportReceipt(int added, int changed, int unchanged) {}
