package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.SessionStore;
import io.pointsman.registry.store.SessionStore.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The page's logins. They are kept in the database, so that any registry on it knows them. */
public final class Sessions {
  /** A working day. */
  public static final Duration LONGEST = Duration.ofHours(12);

  private static final String PREFIX = "pms_";

  private final Database database;
  private final SessionStore store;
  private final Clock clock;

  @Inject
  Sessions(Database database, SessionStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Begins one for whoever came in.
   *
   * @return its secret, for the cookie
   */
  public String begin(Principal principal) {
    String secret = Secrets.random(PREFIX);
    Instant now = clock.instant();
    Instant longest = now.plus(LONGEST);
    Instant until =
        principal.until() == null || longest.isBefore(principal.until())
            ? longest
            : principal.until();
    database.write(
        handle -> {
          store.removeEnded(handle, now);
          store.add(
              handle,
              Secrets.hash(secret),
              new Session(principal.name(), principal.roles(), principal.token(), until));
          return null;
        });
    return secret;
  }

  /** Whose it is, while neither it nor its token has ended. */
  public Optional<Principal> principal(String secret) {
    if (!secret.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return database
        .read(handle -> store.find(handle, Secrets.hash(secret), clock.instant()))
        .map(
            session ->
                new Principal(
                    session.principal(), session.roles(), session.token(), session.expiresAt()));
  }

  /** Ends one. */
  public void end(String secret) {
    database.write(
        handle -> {
          store.remove(handle, Secrets.hash(secret));
          return null;
        });
  }
}
