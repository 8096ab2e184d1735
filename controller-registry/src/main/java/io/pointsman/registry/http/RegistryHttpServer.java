package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.api.Problem;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's one listener: the API below {@code /v1}, the page, and what tells its health. */
@Singleton
public final class RegistryHttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHttpServer.class);
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final RegistryConfig config;
  private final Database database;
  private final MetricsResource metrics;
  private final List<Endpoint> endpoints;
  private final Javalin javalin;

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
      PageResource page) {
    this.config = config;
    this.database = database;
    this.metrics = metrics;
    this.endpoints =
        Stream.of(
                tables.endpoints(),
                decisions.endpoints(),
                definitions.endpoints(),
                handOvers.endpoints(),
                proofs.endpoints(),
                standing.endpoints(),
                simulations.endpoints(),
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
    javalinConfig.routes.before(this::refuseForeignHosts);
    endpoints.forEach(
        endpoint ->
            javalinConfig.routes.addHttpHandler(
                endpoint.method(), endpoint.path(), metrics.measured(endpoint)));
    javalinConfig.routes.exception(
        RefusedException.class, (e, context) -> Requests.answer(context, e.problem()));
    javalinConfig.routes.exception(HttpResponseException.class, RegistryHttpServer::refused);
    javalinConfig.routes.exception(Exception.class, this::failed);
  }

  /** Listens; answers when this returns. */
  public void start() {
    javalin.start();
  }

  /** Its address, with the port that it really has. */
  public URI uri() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create("http://" + host + ":" + javalin.port());
  }

  @Override
  public void close() {
    javalin.stop();
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
    context.header("X-Content-Type-Options", "nosniff");
    if (config.loopback()) {
      String host = context.req().getServerName();
      if (!LOCAL_NAMES.contains(host) && !host.equals("::1") && !host.startsWith("127.")) {
        throw RefusedException.misdirected(
            "The registry listens for this machine alone and is not '" + host + "'");
      }
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

  private static void refused(HttpResponseException e, Context context) {
    Requests.answer(
        context, new Problem("about:blank", e.getMessage(), e.getStatus(), e.getMessage(), null));
  }

  private void failed(Exception e, Context context) {
    String incident = UUID.randomUUID().toString();
    LOG.error("{} {} failed, incident {}", context.method(), context.path(), incident, e);
    boolean busy = database.isAway(e);
    Requests.answer(
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
