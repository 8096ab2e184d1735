package io.pointsman.workers.leftover;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something that a run left behind, or that a running one still needs.
 *
 * @param kind what it is
 * @param where the table and branch, the table, or the key on the control store
 * @param runId whose it is, or null when that cannot be told
 * @param run how that run stands
 * @param bytes of data that it holds
 * @param kept why it is not removed, or null when it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Leftover(Kind kind, String where, String runId, String run, long bytes, String kept) {

  /** What can be left. */
  public enum Kind {
    /** A branch that a job staged on. */
    BRANCH,
    /** Staged snapshots that nothing refers to and that can never be published. */
    STAGED_FILES,
    /** The reference engine's table between its two stages. */
    INTERMEDIATE_TABLE,
    /** A job that was submitted and of whose end nobody has taken note. */
    JOB,
    /** Requests, results and outcomes on the control store. */
    RECORDS
  }
}
