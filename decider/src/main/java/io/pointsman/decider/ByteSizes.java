package io.pointsman.decider;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them in a table: {@code 500GB}, {@code 2 TB}, or plain bytes. */
public final class ByteSizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,19}) ?(B|kB|MB|GB|TB|PB)?");
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
  private static final long STEP = 1000;

  private ByteSizes() {}

  /**
   * The bytes that a text says.
   *
   * @throws IllegalArgumentException when it says none, or more than a long holds
   */
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is '" + Names.shown(text) + "'; a size such as 500GB, 2TB or 1048576 is expected");
    }
    try {
      long bytes = Long.parseLong(matcher.group(1));
      int unit = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2));
      for (int i = 0; i < unit; i++) {
        bytes = Math.multiplyExact(bytes, STEP);
      }
      return bytes;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("is '" + Names.shown(text) + "'; that is too much", e);
    }
  }

  /** The one way in which a size is written: in the largest unit that it is a whole number of. */
  public static String format(long bytes) {
    long number = bytes;
    int unit = 0;
    while (number != 0 && number % STEP == 0 && unit < UNITS.size() - 1) {
      number /= STEP;
      unit++;
    }
    return number + UNITS.get(unit);
  }

  /** For people, with one decimal: {@code 12.5 GB}. */
  public static String rounded(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= STEP && unit < UNITS.size() - 1) {
      number /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", number, UNITS.get(unit));
  }
}
