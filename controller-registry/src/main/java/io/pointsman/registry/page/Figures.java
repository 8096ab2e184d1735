package io.pointsman.registry.page;

import java.util.Locale;

/** Figures as the page shows them; what is not known is empty. */
final class Figures {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  static String count(Long count) {
    return count == null ? "" : String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
  }

  static String seconds(Double seconds) {
    return seconds == null ? "" : String.format(Locale.ROOT, "%.1f", seconds);
  }

  static String bytes(Long bytes) {
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
}
