package io.pointsman.legacy;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.job.JobRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a template may name of a job's request, such as {@code {source.table}}. Fields whose value
 * is not known are null.
 */
final class RequestFields {
  static final String JOB_ID = "jobId";
  static final String BACKUP_ID = "pin.backupId";
  static final String REFERENCE_TIME = "pin.referenceTime";
  static final String BRANCH = "branch";
  static final String STAGING_TABLE = "stagingTable";
  static final String PARTITION = "partition";

  /** Every field but {@code jobId}, which only a job that was submitted has. */
  static final Set<String> NAMES =
      Set.of(
          "runId",
          "execution",
          "attempt",
          "jobKey",
          "movement.id",
          "movement.dataModel",
          "movement.cohort",
          "source.cluster",
          "source.keyspace",
          "source.table",
          "source.backupUri",
          "destination",
          "destination.catalog",
          "destination.namespace",
          "destination.table",
          BACKUP_ID,
          "pin.takenAt",
          REFERENCE_TIME,
          "pin.dataCentre",
          BRANCH,
          STAGING_TABLE,
          "writeMode",
          PARTITION,
          "deadline");

  private RequestFields() {}

  /** The values of {@link #NAMES}: text, or a number for {@code execution} and {@code attempt}. */
  static Map<String, Object> of(JobRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("runId", request.key().runId());
    fields.put("execution", request.key().execution());
    fields.put("attempt", request.key().attempt());
    fields.put("jobKey", request.key().path());
    fields.put("movement.id", request.movement().id());
    fields.put("movement.dataModel", request.movement().dataModel().wireName());
    fields.put("movement.cohort", request.movement().cohort());
    fields.put("source.cluster", request.movement().source().cluster());
    fields.put("source.keyspace", request.movement().source().keyspace());
    fields.put("source.table", request.movement().source().table());
    fields.put("source.backupUri", request.source() == null ? null : request.source().backupUri());
    fields.put("destination", request.movement().destination().toString());
    fields.put("destination.catalog", request.movement().destination().catalog());
    fields.put("destination.namespace", request.movement().destination().namespace());
    fields.put("destination.table", request.movement().destination().table());
    BackupPin pin = request.pin();
    fields.put(BACKUP_ID, pin == null ? null : pin.backupId());
    fields.put("pin.takenAt", pin == null ? null : text(pin.takenAt()));
    fields.put(REFERENCE_TIME, pin == null ? null : text(pin.referenceTime()));
    fields.put("pin.dataCentre", pin == null ? null : pin.dataCentre());
    fields.put(BRANCH, request.branch());
    fields.put(
        STAGING_TABLE,
        request.branch() == null
            ? null
            : request.movement().destination() + "__" + request.branch());
    fields.put(
        "writeMode",
        (request.partition() == null ? WriteMode.REPLACE : WriteMode.OVERWRITE_PARTITION)
            .wireName());
    fields.put(PARTITION, text(request.partition()));
    fields.put("deadline", text(request.deadline()));
    return fields;
  }

  /** Whether an engine that is told these fields can be made to write where it is told. */
  static boolean nameADestination(Set<String> fields) {
    return fields.stream()
        .anyMatch(
            field ->
                field.equals(BRANCH)
                    || field.equals(STAGING_TABLE)
                    || field.startsWith("destination"));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
