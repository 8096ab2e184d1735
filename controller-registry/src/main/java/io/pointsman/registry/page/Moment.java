package io.pointsman.registry.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A point in time as the page shows it.
 *
 * @param iso for programs
 * @param shown for people, UTC
 */
public record Moment(String iso, String shown) {
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  public static Moment of(Instant instant) {
    return new Moment(instant.toString(), SHOWN.format(instant));
  }
}
