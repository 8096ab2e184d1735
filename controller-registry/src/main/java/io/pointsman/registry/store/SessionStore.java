package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.registry.api.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The page's logins, by the hashes of their secrets. */
public final class SessionStore {

  @Inject
  SessionStore() {}

  /**
   * A login.
   *
   * @param principal who logged in
   * @param roles what that may do
   * @param token the token that was logged in with, or null for another way
   * @param expiresAt when it ends by itself
   */
  public record Session(String principal, Set<Role> roles, String token, Instant expiresAt) {}

  /** One that has not ended, neither by itself nor with its token. */
  public Optional<Session> find(Handle handle, String hash, Instant now) {
    return handle
        .createQuery(
            "select s.* from page_session s left join access_token t on t.name = s.token where"
                + " s.hash = :hash and s.expires_at > :now and t.revoked_at is null and"
                + " (t.expires_at is null or t.expires_at > :now)")
        .bind("hash", hash)
        .bind("now", now.toEpochMilli())
        .map(
            (row, context) ->
                new Session(
                    row.getString("principal"),
                    TokenStore.roles(row.getString("roles")),
                    row.getString("token"),
                    Instant.ofEpochMilli(row.getLong("expires_at"))))
        .findOne();
  }

  public void add(Handle handle, String hash, Session session) {
    handle
        .createUpdate(
            "insert into page_session (hash, principal, roles, token, expires_at) values (:hash,"
                + " :principal, :roles, :token, :until)")
        .bind("hash", hash)
        .bind("principal", session.principal())
        .bind("roles", TokenStore.words(session.roles()))
        .bind("token", session.token())
        .bind("until", session.expiresAt().toEpochMilli())
        .execute();
  }

  public void remove(Handle handle, String hash) {
    handle.createUpdate("delete from page_session where hash = :hash").bind("hash", hash).execute();
  }

  public void removeEnded(Handle handle, Instant now) {
    handle
        .createUpdate("delete from page_session where expires_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }
}
