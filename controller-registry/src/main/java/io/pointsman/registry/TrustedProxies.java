package io.pointsman.registry;

import java.net.InetAddress;
import java.util.List;

/**
 * Proxies that are believed when they say for whom they ask.
 *
 * @param addresses where they ask from; none for no such proxy
 * @param header in which they say it. One that a caller could have sent through them is never
 *     looked at
 */
public record TrustedProxies(List<AddressRange> addresses, Header header) {
  /** Nobody is believed. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of(), Header.X_FORWARDED_FOR);

  /** How proxies say for whom they ask. */
  public enum Header {
    /** A list of addresses, each proxy's caller at the end. */
    X_FORWARDED_FOR,
    /** RFC 7239. */
    FORWARDED
  }

  public TrustedProxies {
    addresses = List.copyOf(addresses);
  }

  /** Whether one asks from there. */
  public boolean trusts(InetAddress address) {
    return addresses.stream().anyMatch(range -> range.holds(address));
  }
}
