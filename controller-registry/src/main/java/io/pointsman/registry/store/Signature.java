package io.pointsman.registry.store;

import io.pointsman.registry.api.Change;

/**
 * Who made a change, as the audit keeps it.
 *
 * @param change who signed it, and why
 * @param address the address that it came from
 * @param principal whose token or account it came with, or null where none was needed
 */
public record Signature(Change change, String address, String principal) {}
