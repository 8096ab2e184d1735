package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What the rows of a source table mean; each has a connector of its own. */
public enum DataModel {
  TABLE("table"),
  KEY_VALUE("key-value"),
  TIME_SERIES("time-series");

  private final String wireName;

  DataModel(String wireName) {
    this.wireName = wireName;
  }

  @JsonValue
  public String wireName() {
    return wireName;
  }

  /**
   * The data model of a wire name.
   *
   * @throws InvalidMovementException when there is none of that name
   */
  @JsonCreator
  public static DataModel of(String wireName) {
    return Arrays.stream(values())
        .filter(model -> model.wireName.equals(wireName))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidMovementException(
                    "dataModel",
                    "is '"
                        + Names.shown(String.valueOf(wireName))
                        + "'; it is one of table, key-value, time-series"));
  }
}
