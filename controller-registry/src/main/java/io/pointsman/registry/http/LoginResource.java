package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.oidc.OidcLogin;
import io.pointsman.registry.oidc.OidcSettings;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.Sessions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page's way in: a token is shown once, or the identity provider says who it is, and a session
 * takes its place.
 */
final class LoginResource {
  private static final int LONGEST_PATH = 1000;
  private static final String CALLBACK = "/login/oidc/callback";

  private final Gate gate;
  private final Sessions sessions;
  private final Pages pages;
  private final RateLimits limits;
  private final URI externalUrl;
  private final Optional<OidcLogin> provider;

  @Inject
  LoginResource(
      Gate gate,
      Sessions sessions,
      Pages pages,
      RateLimits limits,
      RegistryConfig config,
      Clock clock) {
    this.gate = gate;
    this.sessions = sessions;
    this.pages = pages;
    this.limits = limits;
    this.externalUrl = config.access().externalUrl();
    OidcSettings oidc = config.access().oidc();
    this.provider =
        oidc == null || oidc.client() == null
            ? Optional.empty()
            : Optional.of(new OidcLogin(oidc, clock));
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/login", context -> show(context, "")),
        Endpoint.post("/login", this::login),
        Endpoint.get("/login/oidc", this::leave),
        Endpoint.get(CALLBACK, this::comeBack),
        Endpoint.post("/logout", this::logout));
  }

  private void login(Context context) {
    PageSafety.requireOwnSite(context);
    String secret = context.formParam("secret");
    Optional<Principal> principal =
        secret == null ? Optional.empty() : gate.bearer(context, secret.strip());
    if (principal.isEmpty()) {
      context.status(HttpStatus.UNAUTHORIZED);
      show(context, "This token is not known here, or it is revoked or over.");
      return;
    }
    PageSafety.keepSession(context, sessions.begin(principal.get()));
    context.redirect(ownPath(context.formParam("to")), HttpStatus.SEE_OTHER);
  }

  /** To the identity provider, from where the browser comes back to the callback. */
  private void leave(Context context) {
    OidcLogin.Begun begun;
    try {
      begun = provider().begin(callback(context));
    } catch (RefusedException e) {
      // Nobody keeps the registry busy with asking a provider that does not answer.
      limits.countFailure(ClientAddress.of(context));
      throw e;
    }
    PageSafety.keepLogin(context, begun.kept() + "." + encoded(ownPath(context.queryParam("to"))));
    context.header("Cache-Control", "no-store");
    context.redirect(begun.to().toString(), HttpStatus.SEE_OTHER);
  }

  private void comeBack(Context context) {
    String kept = context.cookie(PageSafety.LOGIN);
    PageSafety.forgetLogin(context);
    int last = kept == null ? -1 : kept.lastIndexOf('.');
    Optional<Principal> principal;
    try {
      principal =
          provider()
              .finish(
                  callback(context),
                  last < 0 ? null : kept.substring(0, last),
                  context::queryParam);
    } catch (RefusedException e) {
      limits.countFailure(ClientAddress.of(context));
      context.status(e.problem().status());
      show(context, e.problem().detail());
      return;
    }
    if (principal.isEmpty()) {
      limits.countFailure(ClientAddress.of(context));
      context.status(HttpStatus.UNAUTHORIZED);
      show(context, "This login was not begun here, or it took too long. Log in again.");
      return;
    }
    PageSafety.keepSession(context, sessions.begin(principal.get()));
    context.redirect(ownPath(decoded(kept.substring(last + 1))), HttpStatus.SEE_OTHER);
  }

  private OidcLogin provider() {
    return provider.orElseThrow(
        () -> RefusedException.notFound("No identity provider logs people in to this registry"));
  }

  /** Where the provider sends the browser back to; it has to know the address beforehand. */
  private URI callback(Context context) {
    String base =
        externalUrl == null
            ? context.scheme() + "://" + context.header("Host")
            : externalUrl.toString().replaceAll("/+$", "");
    try {
      return URI.create(base + CALLBACK);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("The header Host is none");
    }
  }

  /** Letters, digits and signs that a cookie may have. */
  private static String encoded(String path) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(path.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String path) {
    try {
      return new String(Base64.getUrlDecoder().decode(path), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }

  private void logout(Context context) {
    Caller caller = Caller.of(context);
    if (caller.session()) {
      sessions.end(caller.credential());
    }
    PageSafety.forgetSession(context);
    context.redirect("/login", HttpStatus.SEE_OTHER);
  }

  private void show(Context context, String problem) {
    String to =
        context.queryParam("to") == null ? context.formParam("to") : context.queryParam("to");
    pages.showAnybody(
        context,
        "login",
        Map.of(
            "to",
            ownPath(to),
            "problem",
            problem,
            "provider",
            provider.map(OidcLogin::issuer).map(URI::getHost).orElse("")));
  }

  /** A path of this registry, whatever was asked for: nobody is sent elsewhere from here. */
  static String ownPath(String asked) {
    boolean own =
        asked != null
            && asked.length() <= LONGEST_PATH
            && asked.matches("/([A-Za-z0-9_.~%?=&+-][A-Za-z0-9_.~%?=&+/-]*)?");
    return own ? asked : "/";
  }
}
