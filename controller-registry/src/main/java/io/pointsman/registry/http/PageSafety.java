package io.pointsman.registry.http;

import io.javalin.http.Context;
import io.pointsman.registry.service.RefusedException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keeps other sites' pages from acting through a browser that shows the registry's. */
final class PageSafety {
  /** The cookie that holds a login's secret. */
  static final String SESSION = "pointsman-session";

  /** The cookie that holds what belongs to a login at the identity provider. */
  static final String LOGIN = "pointsman-login";

  private static final String ACTOR = "pointsman-actor";
  private static final String FORM_HEADER = "Pointsman-Form";
  private static final String FORM = "pointsman form";

  private PageSafety() {}

  /**
   * What every form of a caller's carries; no other site can read it. It comes from what proved the
   * caller, so that any registry on the database takes any other's forms.
   */
  static String token(Caller caller) {
    return mac(caller, FORM);
  }

  private static String mac(Caller caller, String said) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(caller.credential().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(said.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  /**
   * What a form carries that was shown together with what it would do: made of that, so that it
   * stands for nothing else. It comes from what proved the caller, as {@link #token} does.
   */
  static String simulated(Caller caller, String rule, String to, long revision) {
    return mac(caller, "simulated\n" + rule + "\n" + to + "\n" + revision);
  }

  /** Whether a form was shown together with exactly that. */
  static boolean isSimulated(
      Context context, Caller caller, String rule, String to, long revision) {
    String given = context.formParam("simulated");
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            simulated(caller, rule, to, revision).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses what does not come from a form of this registry. A browser adds a session's cookie to
   * whatever any page makes it send.
   *
   * @throws RefusedException when token or origin are another's
   */
  static void requireOwnForm(Context context, Caller caller) {
    requireOwnSite(context);
    String header = context.header(FORM_HEADER);
    String given = header == null ? context.formParam("token") : header;
    if (given == null
        || !MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            token(caller).getBytes(StandardCharsets.UTF_8))) {
      throw RefusedException.forbidden(
          "The form is none of this registry's, or from before you logged in; load the page again");
    }
  }

  /**
   * Refuses what a browser says comes from another site.
   *
   * @throws RefusedException when it does
   */
  static void requireOwnSite(Context context) {
    String site = context.header("Sec-Fetch-Site");
    String origin = context.header("Origin");
    boolean ownSite = site == null || site.equals("same-origin") || site.equals("none");
    if (!ownSite || (origin != null && !isOwn(origin, context.header("Host")))) {
      throw RefusedException.forbidden("The request comes from another site's page");
    }
  }

  /** By host and port alone: before a proxy that ends TLS the scheme is another. */
  private static boolean isOwn(String origin, String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Keeps a login's secret in the browser, out of reach of any script. */
  static void keepSession(Context context, String secret) {
    addCookie(context, SESSION, secret, "; SameSite=Lax");
  }

  static void forgetSession(Context context) {
    addCookie(context, SESSION, "", "; SameSite=Lax; Max-Age=0");
  }

  /** Keeps what belongs to a login until the browser comes back from the provider. */
  static void keepLogin(Context context, String kept) {
    // Lax: the way back begins on the provider's site.
    addCookie(context, LOGIN, kept, "; SameSite=Lax; Max-Age=600");
  }

  static void forgetLogin(Context context) {
    addCookie(context, LOGIN, "", "; SameSite=Lax; Max-Age=0");
  }

  /** Keeps the name that was signed with, so that it need not be typed again. */
  static void remember(Context context, String actor) {
    addCookie(
        context,
        ACTOR,
        URLEncoder.encode(actor, StandardCharsets.UTF_8),
        "; SameSite=Strict; Max-Age=31536000");
  }

  private static void addCookie(Context context, String name, String value, String rest) {
    boolean secure =
        "https".equals(context.scheme()) || "https".equals(context.header("X-Forwarded-Proto"));
    context
        .res()
        .addHeader(
            "Set-Cookie",
            name + "=" + value + "; Path=/; HttpOnly" + rest + (secure ? "; Secure" : ""));
  }

  /** The name that was last signed with, or that of the caller. */
  static String actor(Context context) {
    String cookie = context.cookie(ACTOR);
    String known = Caller.of(context).principal().name();
    try {
      return cookie == null ? known : URLDecoder.decode(cookie, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return known;
    }
  }

  /** Nothing but the registry's own style sheet, script and icon, and forms to itself. */
  static void protect(Context context) {
    context.header(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
            + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    context.header("Cache-Control", "no-store");
  }

  /** What every answer carries, of the page and of the API. */
  static void harden(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    // With no-referrer a browser would call the origin of the page's own forms null.
    context.header("Referrer-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if ("https".equals(context.scheme())) {
      context.header("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
