/**
 * The destination fence under stress: several runs, each with an engine that may wake up late, and
 * a fallback, against one table whose commits are late, lost, or lied about. What happened is
 * counted by replaying the table's own metadata, not by asking the writers.
 */
package io.pointsman.publication.stress;
