package io.pointsman.registry;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.service.SignedChange;
import io.pointsman.registry.service.Tokens;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.tracing.RunTracing;
import java.time.Clock;
import java.util.List;

/**
 * Tokens, straight on the database: for the first one, and for when the last one is lost. Whoever
 * may open the database needs no token.
 */
public final class TokenDesk implements AutoCloseable {
  private static final String ADDRESS = "database";

  private final Database database;
  private final Tokens tokens;

  private TokenDesk(Database database, Tokens tokens) {
    this.database = database;
    this.tokens = tokens;
  }

  public static TokenDesk open(DatabaseAddress address) {
    Injector injector =
        Guice.createInjector(
            new RegistryModule(
                RegistryConfig.local(0, address, null),
                NoticeConfig.NONE,
                ConductorAddress.UNKNOWN,
                RunTracing.OFF,
                Clock.systemUTC()));
    return new TokenDesk(injector.getInstance(Database.class), injector.getInstance(Tokens.class));
  }

  public IssuedToken issue(TokenRequest request, Change change) {
    return tokens.issue(request, new SignedChange(change, ADDRESS, null));
  }

  public List<TokenView> list() {
    return tokens.list();
  }

  public TokenView revoke(String name, Change change) {
    return tokens.revoke(name, new SignedChange(change, ADDRESS, null));
  }

  @Override
  public void close() {
    database.close();
  }
}
