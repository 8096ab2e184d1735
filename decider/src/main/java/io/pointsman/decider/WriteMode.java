package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What becomes of the rows that a destination holds when a run is published. */
public enum WriteMode {
  /** All of them are replaced. */
  REPLACE("replace"),
  /** Those of one partition are replaced; the others' files are not touched. */
  OVERWRITE_PARTITION("overwrite-partition");

  private final String wireName;

  WriteMode(String wireName) {
    this.wireName = wireName;
  }

  @JsonValue
  public String wireName() {
    return wireName;
  }

  /**
   * The write mode of a wire name.
   *
   * @throws InvalidMovementException when there is none of that name
   */
  @JsonCreator
  public static WriteMode of(String wireName) {
    return Arrays.stream(values())
        .filter(mode -> mode.wireName.equals(wireName))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidMovementException(
                    "writeMode",
                    "is '"
                        + Names.shown(String.valueOf(wireName))
                        + "'; it is one of replace, overwrite-partition"));
  }
}
