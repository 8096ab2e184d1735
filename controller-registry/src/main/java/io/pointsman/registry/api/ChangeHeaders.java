package io.pointsman.registry.api;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The headers that say who makes a change and why. */
public final class ChangeHeaders {
  public static final String ACTOR = "Pointsman-Actor";
  public static final String REASON = "Pointsman-Reason";

  private static final String EXTENDED = "UTF-8''";

  private ChangeHeaders() {}

  /** A text as a header can carry it: itself when it is ASCII, else as RFC 8187 has it. */
  public static String encode(String text) {
    boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return plain && !text.startsWith(EXTENDED)
        ? text
        : EXTENDED + URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The text that a header carries.
   *
   * @throws IllegalArgumentException when an encoded text is broken
   */
  public static String decode(String header) {
    return header.startsWith(EXTENDED)
        ? URLDecoder.decode(
            header.substring(EXTENDED.length()).replace("+", "%2B"), StandardCharsets.UTF_8)
        : header;
  }
}
