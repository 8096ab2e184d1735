package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.FreeText;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.WriteMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A run's input, read and checked: what is not a movement is refused with the field named.
 *
 * @param movement what the caller says; the registry overrules its data model, cohort and labels
 * @param backupId the backup that is asked for, or null for the newest complete one
 * @param asOf the newest complete backup that was taken by then, or null for now
 * @param referenceTime what TTLs are judged at, or null for when the backup was taken
 * @param allowBackInTime whether an earlier backup may replace a later one
 * @param writeMode or null when the caller does not say; what the registry says overrules it
 * @param partition the partition to overwrite, its types as its values look; or null
 * @param deadline from the run's start, or null for the configured one
 * @param sparkAttempts or null for the configured number
 */
public record MovementInput(
    Movement movement,
    String backupId,
    Instant asOf,
    Instant referenceTime,
    boolean allowBackInTime,
    WriteMode writeMode,
    StaticPartition partition,
    Duration deadline,
    Integer sparkAttempts) {
  private static final Pattern BACKUP_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:+-]{0,199}");
  private static final int LONGEST_TEXT = 1000;
  private static final int MOST_LABELS = 64;
  static final long LONGEST_DEADLINE = Duration.ofDays(7).toSeconds();
  private static final int MOST_ATTEMPTS = 5;

  /**
   * Reads a workflow's input.
   *
   * @throws InvalidMovementException naming the field, what is wrong and what is expected
   */
  public static MovementInput parse(JsonNode input) {
    Movement names = names(input);
    Movement movement =
        new Movement(
            names.source(),
            names.destination(),
            text(input, "dataModel") == null ? null : DataModel.of(text(input, "dataModel")),
            FreeText.check("cohort", text(input, "cohort")),
            labels(input.get("labels")));
    String backupId = text(input, "backupId");
    if (backupId != null && !BACKUP_ID.matcher(backupId).matches()) {
      throw new InvalidMovementException(
          "backupId",
          "is '" + Movement.shown(backupId) + "', no backup's id; expected " + BACKUP_ID.pattern());
    }
    return new MovementInput(
        movement,
        backupId,
        instant(input, "asOf"),
        instant(input, "referenceTime"),
        flag(input, "allowBackInTime"),
        text(input, "writeMode") == null ? null : WriteMode.of(text(input, "writeMode")),
        partition(input.get("partition")),
        duration(input),
        number(input, "sparkAttempts", 1, MOST_ATTEMPTS));
  }

  private static Movement names(JsonNode input) {
    JsonNode movement = input.get("movement");
    if (present(movement)) {
      if (!movement.isTextual()) {
        throw new InvalidMovementException(
            "movement", "is no text; expected 'cluster/keyspace/table -> catalog.namespace.table'");
      }
      Movement parsed = Movement.parse(cut(movement.textValue()));
      // Both may be said, but not two different things.
      if (present(input.get("source")) && !source(input).equals(parsed.source())) {
        throw new InvalidMovementException("source", "is not the source that 'movement' names");
      }
      if (present(input.get("destination")) && !destination(input).equals(parsed.destination())) {
        throw new InvalidMovementException(
            "destination", "is not the destination that 'movement' names");
      }
      return parsed;
    }
    if (!present(input.get("source")) && !present(input.get("destination"))) {
      return Movement.parse(null);
    }
    return new Movement(source(input), destination(input), null, null, null);
  }

  private static SourceTable source(JsonNode input) {
    JsonNode source = input.get("source");
    if (!present(source) || !source.isObject()) {
      throw new InvalidMovementException(
          "source", "is missing; expected {cluster, keyspace, table}");
    }
    return new SourceTable(
        text(source, "cluster"), text(source, "keyspace"), text(source, "table"));
  }

  private static DestinationTable destination(JsonNode input) {
    JsonNode destination = input.get("destination");
    if (!present(destination) || !destination.isObject()) {
      throw new InvalidMovementException(
          "destination", "is missing; expected {catalog, namespace, table}");
    }
    return new DestinationTable(
        text(destination, "catalog"), text(destination, "namespace"), text(destination, "table"));
  }

  private static Map<String, String> labels(JsonNode labels) {
    if (!present(labels)) {
      return Map.of();
    }
    if (!labels.isObject() || labels.size() > MOST_LABELS) {
      throw new InvalidMovementException(
          "labels", "is no mapping of at most " + MOST_LABELS + " names to texts");
    }
    Map<String, String> read = new TreeMap<>();
    labels
        .fieldNames()
        .forEachRemaining(
            name -> {
              FreeText.checkLabelName(name);
              String value = FreeText.check("labels." + name, labelText(labels, name));
              if (value != null) {
                read.put(name, value);
              }
            });
    return read;
  }

  private static StaticPartition partition(JsonNode partition) {
    if (!present(partition)) {
      return null;
    }
    if (!partition.isObject()) {
      throw new InvalidMovementException(
          "partition",
          "is no mapping of columns to values, such as {\"snapshot_date\": \"2027-01-31\"}");
    }
    List<StaticPartition.Value> values = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : partition.properties()) {
      StaticPartition.checkColumn("partition", column.getKey());
      JsonNode value = column.getValue();
      // A number may have become 7.0 on its way through somebody's JSON.
      boolean whole = value.isIntegralNumber() || (value.isNumber() && value.asDouble() % 1 == 0);
      if (whole && value.canConvertToLong()) {
        values.add(
            new StaticPartition.Value(
                column.getKey(), PartitionType.LONG, Long.toString(value.asLong())));
      } else if (value.isBoolean()) {
        values.add(
            new StaticPartition.Value(column.getKey(), PartitionType.BOOLEAN, value.asText()));
      } else if (value.isTextual()) {
        String text = value.textValue();
        values.add(new StaticPartition.Value(column.getKey(), PartitionType.ofText(text), text));
      } else {
        throw new InvalidMovementException(
            "partition." + column.getKey(), "is no text, whole number, true or false");
      }
    }
    return new StaticPartition(values);
  }

  private static String labelText(JsonNode labels, String name) {
    JsonNode value = labels.get(name);
    if (present(value) && !value.isValueNode()) {
      throw new InvalidMovementException("labels." + name, "is no text");
    }
    return present(value) ? value.asText() : null;
  }

  private static boolean present(JsonNode value) {
    return value != null
        && !value.isNull()
        && !value.isMissingNode()
        && !(value.isTextual() && value.textValue().isBlank());
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (!present(value)) {
      return null;
    }
    if (!value.isValueNode()) {
      throw new InvalidMovementException(field, "is no text");
    }
    if (value.asText().length() > LONGEST_TEXT) {
      throw new InvalidMovementException(
          field, "has " + value.asText().length() + " characters; at most " + LONGEST_TEXT);
    }
    return value.asText();
  }

  private static String cut(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }

  private static Instant instant(JsonNode input, String field) {
    String text = text(input, field);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidMovementException(
          field,
          "is '"
              + Movement.shown(text)
              + "', no instant; expected ISO-8601 such as"
              + " 2027-01-31T04:00:00Z");
    }
  }

  private static boolean flag(JsonNode input, String field) {
    String text = text(input, field);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      throw new InvalidMovementException(
          field, "is '" + Movement.shown(text) + "', neither true nor false");
    }
    return true;
  }

  private static Duration duration(JsonNode input) {
    Integer seconds = number(input, "deadlineSeconds", 1, (int) LONGEST_DEADLINE);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static Integer number(JsonNode input, String field, int least, int most) {
    String text = text(input, field);
    if (text == null) {
      return null;
    }
    try {
      int value = Integer.parseInt(text.endsWith(".0") ? text.replace(".0", "") : text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with what is expected.
    }
    throw new InvalidMovementException(
        field, "is '" + Movement.shown(text) + "', no whole number from " + least + " to " + most);
  }
}
