/**
 * Claims a destination, audits what a job staged, publishes it, and cleans up: Iceberg's core only,
 * no Spark.
 *
 * <p>The destination fence: who may publish is recorded in the destination table itself, as the
 * head of a branch that holds no rows ({@link io.pointsman.publication.FenceBranch}). A claim moves
 * that head; a publish changes main and that branch's retention in one compare-and-swap commit, so
 * that it fails when another claim came in between, whatever the catalog compares. No exception of
 * a commit is taken to mean that it had no effect: both loops look first, then decide.
 */
package io.pointsman.publication;
