package io.pointsman.registry.service;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.TokenStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Bearer tokens: issued, listed, revoked, and known again. Each issue and revocation is audited.
 */
@Singleton
public final class Tokens {
  /** How long a revoked token may still be taken by a registry that did not revoke it itself. */
  public static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** What the token is called that a registry makes for itself. */
  public static final String DEFAULT_NAME = "default";

  private static final String PREFIX = "pmt_";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,99}");
  private static final int MOST_REMEMBERED = 10_000;

  private final Database database;
  private final TokenStore store;
  private final AuditStore audit;
  private final Clock clock;
  private final Map<String, Seen> remembered = new ConcurrentHashMap<>();

  private record Seen(TokenView token, long atNanos) {}

  @Inject
  Tokens(Database database, TokenStore store, AuditStore audit, Clock clock) {
    this.database = database;
    this.store = store;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a token that may do everything, when there has never been one.
   *
   * @param keep where it is put before it is good for anything
   * @return whether one was made
   */
  public boolean begin(Consumer<String> keep) {
    return database.write(
        handle -> {
          if (store.count(handle) > 0) {
            return false;
          }
          SignedChange change =
              new SignedChange(
                  new Change(AuditEntry.REGISTRY, "first start: a token to begin with"),
                  AuditEntry.LOCAL,
                  null);
          IssuedToken issued =
              issue(
                  handle,
                  new TokenRequest(DEFAULT_NAME, Set.of(Role.APPROVER, Role.SERVICE), null),
                  change);
          keep.accept(issued.secret());
          return true;
        });
  }

  /**
   * Issues one.
   *
   * @throws RefusedException with each fault, or when the name was given before
   */
  public IssuedToken issue(TokenRequest request, SignedChange change) {
    refuse(request);
    return database.write(handle -> issue(handle, request, change));
  }

  private void refuse(TokenRequest request) {
    List<Fault> faults = new ArrayList<>();
    if (request.name() == null || !NAME.matcher(request.name()).matches()) {
      faults.add(
          new Fault(
              "name", request.name() == null ? "is missing" : "does not match " + NAME.pattern()));
    }
    if (request.roles().isEmpty()) {
      faults.add(new Fault("roles", "is empty; there are viewer, service, operator, approver"));
    }
    if (request.expiresAt() != null && !request.expiresAt().isAfter(clock.instant())) {
      faults.add(new Fault("expiresAt", "is " + request.expiresAt() + ", which is over"));
    }
    if (!faults.isEmpty()) {
      throw RefusedException.invalid("The token", faults);
    }
  }

  private IssuedToken issue(Handle handle, TokenRequest request, SignedChange change) {
    if (store.named(handle, request.name()).isPresent()) {
      throw RefusedException.conflict(
          "There is or was a token '"
              + request.name()
              + "'; a name is given once, since the audit names it: take another");
    }
    String secret = Secrets.random(PREFIX);
    TokenView token =
        new TokenView(
            request.name(),
            request.roles(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            change.change().actor(),
            request.expiresAt() == null ? null : request.expiresAt().truncatedTo(ChronoUnit.MILLIS),
            null,
            null);
    store.add(handle, token, Secrets.hash(secret));
    audit.add(handle, change.signature(), subject(token), null, token, null);
    return new IssuedToken(secret, token);
  }

  /** All that there are or were, in the order in which they were issued. */
  public List<TokenView> list() {
    return database.read(store::all);
  }

  /**
   * Revokes one; its sessions end with it.
   *
   * @throws RefusedException when there is none of that name, or it is revoked already
   */
  public TokenView revoke(String name, SignedChange change) {
    TokenView revoked =
        database.write(
            handle -> {
              TokenView before =
                  store
                      .named(handle, name)
                      .orElseThrow(
                          () -> RefusedException.notFound("There is no token '" + name + "'"));
              if (before.revokedAt() != null) {
                throw RefusedException.conflict(
                    "The token '" + name + "' is revoked since " + before.revokedAt());
              }
              store.revoke(
                  handle,
                  name,
                  clock.instant().truncatedTo(ChronoUnit.MILLIS),
                  change.change().actor());
              TokenView after = store.named(handle, name).orElseThrow();
              audit.add(handle, change.signature(), subject(before), before, after, null);
              return after;
            });
    remembered.clear();
    return revoked;
  }

  /** Who bears the token, while it is good. */
  public Optional<Principal> bearer(String secret) {
    if (!secret.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String hash = Secrets.hash(secret);
    Instant now = clock.instant();
    return known(hash)
        .filter(token -> token.valid(now))
        .map(token -> new Principal(token.name(), token.roles(), token.name(), token.expiresAt()));
  }

  /** Only good ones are remembered, and not by the clock: that may be set back. */
  private Optional<TokenView> known(String hash) {
    Seen seen = remembered.get(hash);
    if (seen != null && System.nanoTime() - seen.atNanos() < REMEMBERED.toNanos()) {
      return Optional.of(seen.token());
    }
    long asked = System.nanoTime();
    Optional<TokenView> found = database.read(handle -> store.hashed(handle, hash));
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    found
        .filter(token -> token.revokedAt() == null)
        .ifPresentOrElse(
            token -> remembered.put(hash, new Seen(token, asked)), () -> remembered.remove(hash));
    return found;
  }

  private static String subject(TokenView token) {
    return "token/" + token.name();
  }
}
