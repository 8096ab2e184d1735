package io.pointsman.registry.page;

import java.time.Duration;
import java.util.Locale;

/** Figures as the page shows them; what is not known is empty. */
public final class Figures {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Figures() {}

  public static String count(Long count) {
    return count == null ? "" : String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
  }

  static String seconds(Double seconds) {
    return seconds == null ? "" : String.format(Locale.ROOT, "%.1f", seconds);
  }

  public static String bytes(Long bytes) {
    if (bytes == null) {
      return "";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** Such as {@code 340 ms}, {@code 12.5 s}, {@code 4 min 10 s} or {@code 2 d 3 h}. */
  public static String took(Duration duration) {
    if (duration == null) {
      return "";
    }
    long seconds = duration.toSeconds();
    if (duration.toMillis() < 1000) {
      return duration.toMillis() + " ms";
    }
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < HOUR) {
      return two(seconds, MINUTE, "min", 1, "s");
    }
    return seconds < DAY
        ? two(seconds, HOUR, "h", MINUTE, "min")
        : two(seconds, DAY, "d", HOUR, "h");
  }

  private static String two(long seconds, long large, String largeUnit, long small, String unit) {
    long rest = seconds % large / small;
    return seconds / large + " " + largeUnit + (rest == 0 ? "" : " " + rest + " " + unit);
  }
}
