package io.pointsman.decider;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in a table: {@code 90m}, {@code 26h}, {@code 2d}, or ISO-8601. */
public final class Ages {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([mhd])");

  private Ages() {}

  /**
   * The duration that a text says.
   *
   * @throws DateTimeException when it says none
   */
  public static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (!matcher.matches()) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException e) {
        throw new DateTimeException(
            "'" + text + "' is no duration; expected one such as 90m, 26h, 30d or PT26H", e);
      }
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** The one way in which a duration is written: {@code 72h}, {@code 90m}, or ISO-8601. */
  public static String format(Duration duration) {
    if (duration.equals(Duration.ofHours(duration.toHours()))) {
      return duration.toHours() + "h";
    }
    return duration.equals(Duration.ofMinutes(duration.toMinutes()))
        ? duration.toMinutes() + "m"
        : duration.toString();
  }
}
