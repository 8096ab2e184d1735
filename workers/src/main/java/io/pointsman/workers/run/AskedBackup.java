package io.pointsman.workers.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * Which backup a run's input asked for: what a re-pin has to keep to.
 *
 * @param backupId one backup by its id, or null
 * @param asOf the newest complete one taken by then, or null for any
 * @param referenceTime what TTLs are judged at, or null for when it was taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AskedBackup(String backupId, Instant asOf, Instant referenceTime) {
  static final AskedBackup ANY = new AskedBackup(null, null, null);

  static AskedBackup of(MovementInput input) {
    return new AskedBackup(input.backupId(), input.asOf(), input.referenceTime());
  }
}
