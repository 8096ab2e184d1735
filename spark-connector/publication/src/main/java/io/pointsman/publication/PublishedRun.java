package io.pointsman.publication;

import io.pointsman.decider.Connector;

/**
 * A run's execution that is known to be published.
 *
 * @param runId Conductor's workflow id
 * @param execution the pass through the run, from 1
 * @param connector the engine whose rows they are, or null when history no longer says
 * @param snapshotId the published snapshot, or null when history no longer names it and only the
 *     fence tells of the publish
 * @param rows rows that it holds, or null when unknown
 * @param lineage what its snapshot says, or null when history no longer names it
 */
public record PublishedRun(
    String runId,
    int execution,
    Connector connector,
    Long snapshotId,
    Long rows,
    io.pointsman.decider.job.Lineage lineage) {

  /** One sentence for people. */
  public String message() {
    return "Run %s, execution %d, is published already%s%s."
        .formatted(
            runId,
            execution,
            connector == null ? "" : " by " + connector,
            snapshotId == null
                ? " (its snapshot has since been expired)"
                : ", as snapshot " + snapshotId);
  }
}
