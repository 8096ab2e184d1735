package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;

/**
 * One source table to one destination table, with what routing rules may match on.
 *
 * @param source the Cassandra table
 * @param destination the Iceberg table
 * @param dataModel never null; {@link DataModel#TABLE} when not said
 * @param cohort the group of movements it is migrated with, or null
 * @param labels free key-value pairs, never null, sorted by key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Movement(
    SourceTable source,
    DestinationTable destination,
    DataModel dataModel,
    String cohort,
    Map<String, String> labels) {

  private static final String ARROW = " -> ";

  public Movement {
    if (source == null) {
      throw new InvalidMovementException("source", "is missing");
    }
    if (destination == null) {
      throw new InvalidMovementException("destination", "is missing");
    }
    dataModel = dataModel == null ? DataModel.TABLE : dataModel;
    labels =
        labels == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** A caller's value as an error may show it: cut, and without what could deceive. */
  public static String shown(String value) {
    return Names.shown(value);
  }

  /** Its names, {@code cluster/keyspace/table -> catalog.namespace.table}; never a run's id. */
  @JsonIgnore
  public String id() {
    return source + ARROW + destination;
  }

  /**
   * Reads a movement id back.
   *
   * @throws InvalidMovementException naming the part that is missing or not allowed
   */
  public static Movement parse(String id) {
    if (id == null || id.isBlank()) {
      throw new InvalidMovementException(
          "movement", "is missing; expected 'cluster/keyspace/table -> catalog.namespace.table'");
    }
    int arrow = id.indexOf(ARROW);
    if (arrow < 0 || id.indexOf(ARROW, arrow + 1) >= 0) {
      throw new InvalidMovementException(
          "movement",
          "is '"
              + Names.shown(id)
              + "'; expected 'cluster/keyspace/table -> catalog.namespace.table'");
    }
    String[] from = id.substring(0, arrow).strip().split("/", -1);
    if (from.length != 3) {
      throw new InvalidMovementException(
          "movement.source",
          "is '" + Names.shown(id.substring(0, arrow)) + "'; expected 'cluster/keyspace/table'");
    }
    return new Movement(
        new SourceTable(from[0], from[1], from[2]),
        DestinationTable.parse(id.substring(arrow + ARROW.length()).strip()),
        DataModel.TABLE,
        null,
        Map.of());
  }
}
