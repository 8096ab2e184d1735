package io.pointsman.decider.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Movement;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.Instant;
import java.util.Map;

/**
 * What a job has to do, as it lies in {@code request.json}; a job needs nothing else but its
 * credentials, which it finds by their name in its environment.
 *
 * @param key what the job is
 * @param movement source and destination
 * @param source where the backup lies
 * @param catalog where the destination lies
 * @param pin what to read
 * @param branch the branch of the destination table to stage on
 * @param expectedTableUuid the destination's UUID when it was claimed; the job stages in no other
 * @param partition the one partition that the rows are written to, or null for the whole table
 * @param deadline when the job ends itself, or null
 * @param options engine settings, never null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobRequest(
    JobKey key,
    Movement movement,
    SourceDefinition source,
    CatalogDefinition catalog,
    BackupPin pin,
    String branch,
    String expectedTableUuid,
    StaticPartition partition,
    Instant deadline,
    Map<String, String> options) {
  public JobRequest {
    options = options == null ? Map.of() : Map.copyOf(options);
  }
}
