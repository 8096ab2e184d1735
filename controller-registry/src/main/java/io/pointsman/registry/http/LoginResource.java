package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's way in: a token is shown once, and a session takes its place. */
final class LoginResource {
  private static final int LONGEST_PATH = 1000;

  private final Gate gate;
  private final Sessions sessions;
  private final Pages pages;

  @Inject
  LoginResource(Gate gate, Sessions sessions, Pages pages) {
    this.gate = gate;
    this.sessions = sessions;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/login", context -> show(context, "")),
        Endpoint.post("/login", this::login),
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
    pages.showAnybody(context, "login", Map.of("to", ownPath(to), "problem", problem));
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
