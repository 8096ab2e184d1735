package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.api.Problem;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's one listener: the API below {@code /v1}, the page, and what tells its health. */
@Singleton
public final class RegistryHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHttpServer.class);
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final RegistryConfig config;
  private final Database database;
  private final MetricsResource metrics;
  private final Pages pages;
  private final Gate gate;
  private final List<Endpoint> endpoints;
  private final Javalin javalin;
  private TlsReload tlsReload;

  @Inject
  RegistryHttpServer(
      RegistryConfig config,
      Database database,
      RoutingTableResource tables,
      DecisionResource decisions,
      DefinitionResource definitions,
      HandOverResource handOvers,
      ProofResource proofs,
      StandingResource standing,
      SimulationResource simulations,
      MetricsResource metrics,
      TokenResource tokens,
      LoginResource logins,
      PageResource page,
      Pages pages,
      Gate gate) {
    this.config = config;
    this.database = database;
    this.metrics = metrics;
    this.pages = pages;
    this.gate = gate;
    this.endpoints =
        Stream.of(
                tables.endpoints(),
                decisions.endpoints(),
                definitions.endpoints(),
                handOvers.endpoints(),
                proofs.endpoints(),
                standing.endpoints(),
                simulations.endpoints(),
                tokens.endpoints(),
                logins.endpoints(),
                page.endpoints(),
                metrics.endpoints(),
                List.of(Endpoint.get("/openapi.yaml", RegistryHttpServer::openApi)))
            .flatMap(List::stream)
            .toList();
    this.javalin = Javalin.create(this::configure);
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.http.prefer405over404 = true;
    javalinConfig.jetty.host = config.host();
    javalinConfig.jetty.port = config.port();
    javalinConfig.jetty.modifyServer(server -> server.setErrorHandler(new ListenerErrors()));
    if (config.access().tls() != null) {
      javalinConfig.jetty.addConnector(this::tlsConnector);
    }
    javalinConfig.routes.before(this::refuseForeignHosts);
    endpoints.forEach(
        endpoint ->
            javalinConfig.routes.addHttpHandler(
                endpoint.method(),
                endpoint.path(),
                metrics.measured(endpoint.answeredBy(guarded(endpoint)))));
    javalinConfig.routes.exception(
        RefusedException.class, (e, context) -> answer(context, e.problem()));
    javalinConfig.routes.exception(HttpResponseException.class, this::refused);
    javalinConfig.routes.exception(Exception.class, this::failed);
  }

  private ServerConnector tlsConnector(Server server, HttpConfiguration plain) {
    TlsCertificates.Opened certificates = TlsCertificates.open(config.access().tls());
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tlsReload = new TlsReload(config.access().tls(), tls);
    tls.setKeyStore(certificates.keys());
    tls.setKeyStorePassword(certificates.password());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    HttpConfiguration secured = new HttpConfiguration(plain);
    // Whoever comes by address or by a proxy's name is served all the same.
    secured.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
            new HttpConnectionFactory(secured));
    connector.setHost(config.host());
    connector.setPort(config.port());
    return connector;
  }

  /** What answers a route, behind what its caller must be. */
  private Handler guarded(Endpoint endpoint) {
    Optional<Role> least = AccessRules.least(endpoint);
    return least.isEmpty()
        ? endpoint.handler()
        : context -> {
          gate.admit(context, least.get());
          endpoint.handler().handle(context);
        };
  }

  /** Listens; answers when this returns. */
  public void start() {
    javalin.start();
    if (tlsReload != null) {
      tlsReload.start();
    }
  }

  /** Its address, with the port that it really has. */
  public URI uri() {
    String scheme = config.access().tls() == null ? "http" : "https";
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create(scheme + "://" + host + ":" + javalin.port());
  }

  @Override
  public void close() {
    if (tlsReload != null) {
      tlsReload.close();
    }
    javalin.stop();
  }

  /** The paths of all routes that only show something. */
  public List<String> views() {
    return endpoints.stream()
        .filter(endpoint -> endpoint.method() == HandlerType.GET)
        .map(Endpoint::path)
        .toList();
  }

  /** All routes there are; what the API's description is held against. */
  List<Endpoint> endpoints() {
    return endpoints;
  }

  /**
   * A page of somebody else's whose name is made to resolve to this machine must not get at a
   * registry that trusts this machine.
   */
  private void refuseForeignHosts(Context context) {
    PageSafety.harden(context);
    ClientAddress.keepWith(context, config.access().proxies());
    if (config.loopback()) {
      String host = context.req().getServerName();
      URI external = config.access().externalUrl();
      if (!LOCAL_NAMES.contains(host)
          && !host.equals("::1")
          && !host.startsWith("127.")
          && (external == null || !host.equalsIgnoreCase(external.getHost()))) {
        throw RefusedException.misdirected(
            "The registry listens for this machine alone and is not '" + host + "'");
      }
    }
  }

  /** An error as its caller reads it: a program a document, a person a page. */
  private void answer(Context context, Problem problem) {
    String accept = context.header("Accept");
    boolean person =
        accept != null && accept.contains("text/html") && !context.path().startsWith("/v1/");
    if (problem.status() == UNAUTHORIZED) {
      context.header("WWW-Authenticate", "Bearer realm=\"pointsman\"");
    }
    if (problem.status() == TOO_MANY) {
      context.header("Retry-After", "1");
    }
    if (!person) {
      Requests.answer(context, problem);
    } else if (problem.status() == UNAUTHORIZED) {
      boolean read = context.method().equals(HandlerType.GET);
      context.redirect(
          "/login?to=" + URLEncoder.encode(read ? context.path() : "/", StandardCharsets.UTF_8),
          HttpStatus.SEE_OTHER);
    } else {
      context.status(problem.status());
      pages.showAnybody(context, "problem", Map.of("problem", problem));
    }
  }

  private static void openApi(Context context) {
    try (InputStream description =
        RegistryHttpServer.class.getResourceAsStream("/io/pointsman/registry/openapi.yaml")) {
      context.contentType("application/yaml").result(description.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refused(HttpResponseException e, Context context) {
    answer(
        context, new Problem("about:blank", e.getMessage(), e.getStatus(), e.getMessage(), null));
  }

  private void failed(Exception e, Context context) {
    String incident = UUID.randomUUID().toString();
    LOG.error("{} {} failed, incident {}", context.method(), context.path(), incident, e);
    boolean busy = database.isAway(e);
    answer(
        context,
        new Problem(
            "about:blank",
            busy ? "Service Unavailable" : "Internal Server Error",
            busy ? 503 : 500,
            (busy ? "The registry's database is busy or away" : "The registry failed")
                + "; its log says more under incident "
                + incident,
            null));
  }
}
