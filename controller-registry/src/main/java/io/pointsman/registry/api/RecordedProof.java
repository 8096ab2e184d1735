package io.pointsman.registry.api;

import io.pointsman.decider.proof.Proof;
import java.time.Instant;

/**
 * A proof as the registry keeps it.
 *
 * @param cursor its place in the order in which proofs were recorded
 * @param recordedAt when the registry heard of it
 * @param proof what was reported
 */
public record RecordedProof(long cursor, Instant recordedAt, Proof proof) {}
