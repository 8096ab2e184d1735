package io.pointsman.registry.http;

import io.javalin.http.Context;
import io.pointsman.registry.AddressRange;
import io.pointsman.registry.TrustedProxies;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From where a request comes, as far as that can be believed: the peer, or, when that is a trusted
 * proxy, the last one before it that is none.
 */
final class ClientAddress {
  private static final String ATTRIBUTE = "pointsman-client-address";

  /** RFC 7239, section 4: a quoted text or a token. */
  private static final Pattern FOR =
      Pattern.compile("(?i)(?:^|[;,])\\s*for=(\"[^\"]*\"|[^\";,\\s]*)");

  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([^\\]]+)\\](?::\\d+)?|([0-9.]+):\\d+");

  private ClientAddress() {}

  /** Finds it out, before anything else is done with the request. */
  static void keepWith(Context context, TrustedProxies proxies) {
    context.attribute(ATTRIBUTE, found(context, proxies));
  }

  /** Of a request that it was found out for. */
  static String of(Context context) {
    String kept = context.attribute(ATTRIBUTE);
    return kept == null ? context.ip() : kept;
  }

  private static String found(Context context, TrustedProxies proxies) {
    String believed = context.ip();
    InetAddress peer = AddressRange.address(believed);
    if (peer == null || !proxies.trusts(peer)) {
      return believed;
    }
    List<String> named = named(context, proxies.header());
    Collections.reverse(named);
    for (String one : named) {
      InetAddress address = AddressRange.address(one);
      if (address == null) {
        // "unknown", or what somebody made up: the proxy behind it is as far as one can see.
        return believed;
      }
      believed = address.getHostAddress();
      if (!proxies.trusts(address)) {
        return believed;
      }
    }
    return believed;
  }

  /** Those that the header names, the nearest last. */
  private static List<String> named(Context context, TrustedProxies.Header header) {
    List<String> named = new ArrayList<>();
    switch (header) {
      case X_FORWARDED_FOR -> {
        for (String line : lines(context, "X-Forwarded-For")) {
          for (String one : line.split(",", -1)) {
            named.add(withoutPort(one.strip()));
          }
        }
      }
      case FORWARDED -> {
        for (String line : lines(context, "Forwarded")) {
          Matcher found = FOR.matcher(line);
          while (found.find()) {
            named.add(withoutPort(found.group(1).replace("\"", "")));
          }
        }
      }
    }
    return named;
  }

  private static List<String> lines(Context context, String header) {
    return Collections.list(context.req().getHeaders(header));
  }

  private static String withoutPort(String node) {
    Matcher matcher = WITH_PORT.matcher(node);
    if (!matcher.matches()) {
      return node;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }
}
