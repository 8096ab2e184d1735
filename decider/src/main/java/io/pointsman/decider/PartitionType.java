package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The type of a partition column, as Iceberg calls it. Each value has one text only, so that two
 * runs for the same partition are seen to be for the same.
 */
public enum PartitionType {
  STRING("a text of 1 to 200 characters, without control characters and without '${'"),
  INT("a whole number of 32 bits, such as 7"),
  LONG("a whole number of 64 bits, such as 7"),
  DATE("a date such as 2027-01-31"),
  BOOLEAN("true or false");

  private static final int LONGEST_TEXT = 200;
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
  private static final Pattern ISO_DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private final String expected;

  PartitionType(String expected) {
    this.expected = expected;
  }

  /** What a value of it looks like, for people. */
  public String expected() {
    return expected;
  }

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The type that Iceberg calls by that name.
   *
   * @return empty when it is none that a partition column of a run can have
   */
  public static Optional<PartitionType> ofIceberg(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }

  /**
   * As {@link #ofIceberg}.
   *
   * @throws InvalidMovementException when there is none of that name
   */
  @JsonCreator
  public static PartitionType of(String name) {
    return ofIceberg(name)
        .orElseThrow(
            () ->
                new InvalidMovementException(
                    "partitionColumns",
                    "has the type '"
                        + Names.shown(String.valueOf(name))
                        + "'; a partition column is one of "
                        + Arrays.stream(values())
                            .map(PartitionType::wireName)
                            .collect(Collectors.joining(", "))));
  }

  /** The type that a text is most likely meant to have: a date, or a text. */
  public static PartitionType ofText(String text) {
    return DATE.value(text).isPresent() ? DATE : STRING;
  }

  /**
   * The value that a text means: a {@link String}, {@link Integer}, {@link Long}, {@link LocalDate}
   * or {@link Boolean}.
   *
   * @return empty when it means none, or is not that value's one text
   */
  public Optional<Object> value(String text) {
    try {
      return switch (this) {
        case STRING -> isPlain(text) ? Optional.of(text) : Optional.empty();
        case INT ->
            WHOLE_NUMBER.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
        case LONG ->
            WHOLE_NUMBER.matcher(text).matches()
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
        case DATE ->
            ISO_DATE.matcher(text).matches()
                ? Optional.of(LocalDate.parse(text))
                : Optional.empty();
        case BOOLEAN ->
            text.equals("true") || text.equals("false")
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty();
      };
    } catch (NumberFormatException | DateTimeException beyondTheRange) {
      return Optional.empty();
    }
  }

  /** What Conductor would not expand, and every system on the way can hold. */
  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_TEXT
        && !text.contains("${")
        && text.codePoints()
            .noneMatch(
                point ->
                    Character.isISOControl(point)
                        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
  }
}
