package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.javalin.http.Context;
import io.pointsman.registry.service.RefusedException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Keeps other sites' pages from acting through a browser that shows the registry's. */
@Singleton
final class PageSafety {
  private static final String ACTOR = "pointsman-actor";
  private static final int SECRET_BYTES = 24;

  private final String token;

  @Inject
  PageSafety() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    token = HexFormat.of().formatHex(secret);
  }

  /** What every form carries; no other site can read it. */
  String token() {
    return token;
  }

  /**
   * Refuses what does not come from a form of this registry.
   *
   * @throws RefusedException when token or origin are another's
   */
  void requireOwnForm(Context context) {
    String site = context.header("Sec-Fetch-Site");
    String origin = context.header("Origin");
    boolean ownSite = site == null || site.equals("same-origin");
    boolean ownOrigin =
        origin == null || origin.equals(context.scheme() + "://" + context.header("Host"));
    if (!ownSite || !ownOrigin) {
      throw RefusedException.forbidden("The request comes from another site's page");
    }
    String given = context.formParam("token");
    if (given == null
        || !MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      throw RefusedException.forbidden(
          "The form is none of this registry's, or from before it was restarted; load the page"
              + " again");
    }
  }

  /** Keeps the name that was signed with, so that it need not be typed again. */
  void remember(Context context, String actor) {
    context
        .res()
        .addHeader(
            "Set-Cookie",
            ACTOR
                + "="
                + URLEncoder.encode(actor, StandardCharsets.UTF_8)
                + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict");
  }

  /** The name that was last signed with, or empty. */
  String actor(Context context) {
    String cookie = context.cookie(ACTOR);
    try {
      return cookie == null ? "" : URLDecoder.decode(cookie, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Nothing but the registry's own style sheet and icon, and forms to itself. */
  static void protect(Context context) {
    context.header(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'");
    // With no-referrer a browser would call the origin of the page's own forms null.
    context.header("Referrer-Policy", "same-origin");
    context.header("Cache-Control", "no-store");
  }
}
