package io.pointsman.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike.
 *
 * @param first one of them
 * @param bits how many they have in common
 */
public record AddressRange(InetAddress first, int bits) {
  /** Digits and signs of addresses alone: a name would be looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * The range that a text such as {@code 10.0.0.0/8}, {@code 127.0.0.1} or {@code fd00::/8} says.
   *
   * @throws IllegalArgumentException when it says none
   */
  public static AddressRange parse(String text) {
    String[] parts = text.split("/", 2);
    InetAddress first = address(parts[0]);
    int most = first == null ? 0 : first.getAddress().length * Byte.SIZE;
    if (first == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address; expected one such as 127.0.0.1, 10.0.0.0/8 or fd00::/8");
    }
    int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
    if (bits > most) {
      throw new IllegalArgumentException(
          "'" + text + "' has " + bits + " bits; at most " + most + " are expected");
    }
    return new AddressRange(first, bits);
  }

  /** The address that a text is, or null; no name is ever looked up. */
  public static InetAddress address(String text) {
    try {
      return LITERAL.matcher(text).matches() ? InetAddress.getByName(text) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether an address is one of them. */
  public boolean holds(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] other = address.getAddress();
    if (ours.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((ours[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
