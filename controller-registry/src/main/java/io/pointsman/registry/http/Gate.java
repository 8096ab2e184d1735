package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.oidc.OidcAccounts;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.Sessions;
import io.pointsman.registry.service.Tokens;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lets nobody pass who does not prove to be somebody who may. */
final class Gate {
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([^\\s]{1,8192})");

  private final Tokens tokens;
  private final Sessions sessions;
  private final RateLimits limits;
  private final Optional<OidcAccounts> accounts;

  @Inject
  Gate(Tokens tokens, Sessions sessions, RateLimits limits, RegistryConfig config, Clock clock) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.limits = limits;
    this.accounts =
        config.access().oidc() == null
            ? Optional.empty()
            : Optional.of(new OidcAccounts(config.access().oidc(), clock));
  }

  /**
   * Admits whoever may.
   *
   * @param least the role that it takes
   * @throws RefusedException when nobody came, or nobody who may, or another site's page
   */
  void admit(Context context, Role least) {
    Caller caller = caller(context);
    limits.countCaller(caller.principal().name());
    if (caller.session() && !context.method().equals(HandlerType.GET)) {
      PageSafety.requireOwnForm(context, caller);
    }
    require(caller, least);
    caller.keepWith(context);
  }

  /**
   * Refuses a caller who may not do what takes that role.
   *
   * @throws RefusedException naming both
   */
  static void require(Caller caller, Role least) {
    Principal principal = caller.principal();
    if (!principal.may(least)) {
      throw RefusedException.forbidden(
          "This takes the role "
              + least.word()
              + ", and '"
              + principal.name()
              + "' has "
              + (principal.roles().isEmpty()
                  ? "none here"
                  : principal.roles().stream().map(Role::word).collect(Collectors.joining(", "))));
    }
  }

  private Caller caller(Context context) {
    String header = context.header("Authorization");
    if (header != null) {
      Matcher bearer = BEARER.matcher(header.strip());
      if (!bearer.matches()) {
        limits.countFailure(ClientAddress.of(context));
        throw RefusedException.unauthenticated(
            "The header Authorization holds no bearer token; expected 'Bearer ' and the token");
      }
      return bearer(context, bearer.group(1))
          .map(principal -> new Caller(principal, bearer.group(1), false))
          .orElseThrow(
              () ->
                  RefusedException.unauthenticated(
                      "The token is not known here, or it is revoked or over; issue another with"
                          + " './pointsman token issue'"));
    }
    String cookie = context.cookie(PageSafety.SESSION);
    if (cookie != null) {
      Optional<Principal> principal = sessions.principal(cookie);
      if (principal.isPresent()) {
        return new Caller(principal.get(), cookie, true);
      }
    }
    limits.countFailure(ClientAddress.of(context));
    throw RefusedException.unauthenticated(
        "The request says not who makes it; send a token as 'Authorization: Bearer …' (the commands"
            + " take it from POINTSMAN_TOKEN, POINTSMAN_TOKEN_FILE or --token-file)");
  }

  /**
   * Who bears a token of whatever kind, while it is good.
   *
   * @throws RefusedException when too many came from there with one that is not
   */
  Optional<Principal> bearer(Context context, String secret) {
    Optional<Principal> bearer =
        accounts.isPresent() && OidcAccounts.isOne(secret)
            ? accounts.get().account(secret)
            : tokens.bearer(secret);
    if (bearer.isEmpty()) {
      limits.countFailure(ClientAddress.of(context));
    }
    return bearer;
  }
}
