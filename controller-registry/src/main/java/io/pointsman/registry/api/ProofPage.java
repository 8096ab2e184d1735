package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Proofs, newest first.
 *
 * @param proofs at most as many as were asked for
 * @param next what to give as {@code before} for the next page, or null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProofPage(List<RecordedProof> proofs, Long next) {}
