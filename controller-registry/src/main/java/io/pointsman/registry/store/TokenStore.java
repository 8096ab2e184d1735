package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The tokens there are or were, by the hashes of their secrets. */
public final class TokenStore {

  @Inject
  TokenStore() {}

  public long count(Handle handle) {
    return handle.createQuery("select count(*) from access_token").mapTo(Long.class).one();
  }

  /** In the order in which they were issued. */
  public List<TokenView> all(Handle handle) {
    return handle
        .createQuery("select * from access_token order by issued_at, name")
        .map(TokenStore::token)
        .list();
  }

  public Optional<TokenView> named(Handle handle, String name) {
    return handle
        .createQuery("select * from access_token where name = :name")
        .bind("name", name)
        .map(TokenStore::token)
        .findOne();
  }

  public Optional<TokenView> hashed(Handle handle, String hash) {
    return handle
        .createQuery("select * from access_token where hash = :hash")
        .bind("hash", hash)
        .map(TokenStore::token)
        .findOne();
  }

  public void add(Handle handle, TokenView token, String hash) {
    handle
        .createUpdate(
            "insert into access_token (name, hash, roles, issued_at, issued_by, expires_at) values"
                + " (:name, :hash, :roles, :at, :by, :until)")
        .bind("name", token.name())
        .bind("hash", hash)
        .bind("roles", words(token.roles()))
        .bind("at", token.issuedAt().toEpochMilli())
        .bind("by", token.issuedBy())
        .bind("until", token.expiresAt() == null ? null : (Long) token.expiresAt().toEpochMilli())
        .execute();
  }

  public void revoke(Handle handle, String name, Instant at, String by) {
    handle
        .createUpdate(
            "update access_token set revoked_at = :at, revoked_by = :by where name = :name")
        .bind("at", at.toEpochMilli())
        .bind("by", by)
        .bind("name", name)
        .execute();
  }

  static String words(Collection<Role> roles) {
    return roles.stream().map(Role::word).sorted().collect(Collectors.joining(","));
  }

  static Set<Role> roles(String words) {
    // An account of a provider's may have none here.
    return Stream.of(words.split(",", -1))
        .filter(word -> !word.isEmpty())
        .map(Role::of)
        .collect(Collectors.toSet());
  }

  private static TokenView token(ResultSet row, StatementContext context) throws SQLException {
    return new TokenView(
        row.getString("name"),
        roles(row.getString("roles")),
        Instant.ofEpochMilli(row.getLong("issued_at")),
        row.getString("issued_by"),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        row.getString("revoked_by"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
