package io.pointsman.registry.api;

/**
 * What became of a reported proof.
 *
 * @param proof the proof that the registry holds now
 * @param recorded whether this report was the first under its id
 * @param counted whether it counts for guards and ramps: the first clean one of its execution, or a
 *     mismatch
 */
public record ProofReceipt(RecordedProof proof, boolean recorded, boolean counted) {}
