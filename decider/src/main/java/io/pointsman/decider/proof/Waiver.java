package io.pointsman.decider.proof;

/**
 * A difference that somebody answers for, so that it does not make a proof a mismatch.
 *
 * @param scope what differs: a column's name, or what the comparer calls it
 * @param why the reason
 * @param owner who answers for it
 * @param rows how many rows it was needed for
 */
public record Waiver(String scope, String why, String owner, long rows) {}
