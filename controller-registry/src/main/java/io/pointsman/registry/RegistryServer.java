package io.pointsman.registry;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.history.FleetHistory;
import io.pointsman.registry.http.RegistryHttpServer;
import io.pointsman.registry.metrics.RegistryMetrics;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.notice.Notices;
import io.pointsman.registry.service.Ramps;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Tokens;
import io.pointsman.registry.store.Database;
import io.pointsman.tracing.RunTracing;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running registry: its database, its API and its page. */
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

  private final Database database;
  private final RegistryHttpServer http;
  private final RampTimer timer;
  private final JournalTimer journal;
  private final Notices notices;
  private final RunTracing tracing;

  private RegistryServer(
      Database database,
      RegistryHttpServer http,
      RampTimer timer,
      JournalTimer journal,
      Notices notices,
      RunTracing tracing) {
    this.database = database;
    this.http = http;
    this.timer = timer;
    this.journal = journal;
    this.notices = notices;
    this.tracing = tracing;
  }

  /**
   * Starts a registry; it answers when this returns.
   *
   * @throws RuntimeException when the database cannot be opened or the port is taken
   */
  public static RegistryServer start(RegistryConfig config) {
    return start(config, NoticeConfig.NONE, RunTracing.OFF, Clock.systemUTC());
  }

  /** As {@link #start(RegistryConfig)}, one that tells others what happens. */
  public static RegistryServer start(RegistryConfig config, NoticeConfig notices, Clock clock) {
    return start(config, notices, RunTracing.OFF, clock);
  }

  /**
   * As {@link #start(RegistryConfig)}, by another clock.
   *
   * @param tracing closed with the registry
   */
  public static RegistryServer start(
      RegistryConfig config, NoticeConfig told, RunTracing tracing, Clock clock) {
    return start(config, told, ConductorAddress.UNKNOWN, tracing, clock);
  }

  /**
   * As {@link #start(RegistryConfig)}, one whose page knows where Conductor is.
   *
   * @param tracing closed with the registry
   */
  public static RegistryServer start(
      RegistryConfig config, NoticeConfig told, ConductorAddress conductor, RunTracing tracing) {
    return start(config, told, conductor, tracing, Clock.systemUTC());
  }

  private static RegistryServer start(
      RegistryConfig config,
      NoticeConfig told,
      ConductorAddress conductor,
      RunTracing tracing,
      Clock clock) {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION, new RegistryModule(config, told, conductor, tracing, clock));
    Database database = injector.getInstance(Database.class);
    try {
      begin(config, injector.getInstance(Tokens.class));
      injector.getInstance(RoutingTables.class).begin();
      // Before anything can happen: a new reader begins with what is recorded after it.
      Notices notices = injector.getInstance(Notices.class);
      notices.start();
      RegistryHttpServer http = injector.getInstance(RegistryHttpServer.class);
      http.start();
      if (!config.loopback() && config.access().tls() == null) {
        LOG.warn(
            "The registry listens on {} without TLS: let a proxy that ends TLS stand before it",
            http.uri());
      }
      RampTimer timer = new RampTimer(injector.getInstance(Ramps.class));
      timer.start();
      JournalTimer journal =
          new JournalTimer(
              injector.getInstance(RegistryMetrics.class)::count,
              notices::follow,
              injector.getInstance(FleetHistory.class)::follow);
      journal.start();
      return new RegistryServer(database, http, timer, journal, notices, tracing);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Without any token nobody could issue the first one. */
  private static void begin(RegistryConfig config, Tokens tokens) {
    if (config.tokenFile() != null) {
      if (tokens.begin(secret -> TokenFile.write(config.tokenFile(), secret))) {
        LOG.info("There was no token yet; one that may do everything is in {}", config.tokenFile());
      }
    } else if (tokens.list().isEmpty()) {
      LOG.warn(
          "There is no token yet, so nobody can come in; issue the first one on the database:"
              + " ./pointsman token issue NAME --role approver --database … --why …");
    }
  }

  /** Its address, with the port that it really has. */
  public URI uri() {
    return http.uri();
  }

  /** The paths that can be looked at, with their parameters in braces. */
  public List<String> views() {
    return http.views();
  }

  /** Looks at the ramps now, as it does by itself from time to time. */
  void observeRamps() {
    timer.run();
  }

  @Override
  public void close() {
    timer.close();
    journal.close();
    http.close();
    notices.close();
    tracing.close();
    database.close();
  }
}
