package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.pointsman.registry.api.Problem;
import io.pointsman.registry.metrics.RegistryMetrics;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.RoutingTableStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What watches the registry asks: whether it lives, whether it can serve, and its numbers. */
final class MetricsResource {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsResource.class);

  private final RegistryMetrics metrics;
  private final Database database;
  private final RoutingTableStore tables;

  @Inject
  MetricsResource(RegistryMetrics metrics, Database database, RoutingTableStore tables) {
    this.metrics = metrics;
    this.database = database;
    this.tables = tables;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/healthz", MetricsResource::alive),
        Endpoint.get("/readyz", this::ready),
        Endpoint.get("/metrics", this::metrics));
  }

  private static void alive(Context context) {
    Requests.answer(context, Map.of("status", "UP"));
  }

  /** Alive without its database, but not ready: a restart would not help. */
  private void ready(Context context) {
    try {
      long revision = database.read(tables::newestNumber);
      Requests.answer(context, Map.of("status", "READY", "revision", revision));
    } catch (RuntimeException e) {
      LOG.warn("Not ready, the database does not answer: {}", e.toString());
      Requests.answer(
          context,
          new Problem(
              "about:blank",
              "Service Unavailable",
              503,
              "The registry's database does not answer; its log says why",
              null));
    }
  }

  private void metrics(Context context) {
    context.contentType(RegistryMetrics.CONTENT_TYPE).result(metrics.text());
  }

  /** Has a route's requests measured, under the route's path: nobody's names become labels. */
  Handler measured(Endpoint endpoint) {
    return context -> {
      long begun = System.nanoTime();
      int status = 500;
      try {
        endpoint.handler().handle(context);
        status = context.statusCode();
      } catch (RefusedException e) {
        status = e.problem().status();
        throw e;
      } catch (HttpResponseException e) {
        status = e.getStatus();
        throw e;
      } finally {
        metrics.answered(
            endpoint.method().name(),
            endpoint.path(),
            status,
            Duration.ofNanos(System.nanoTime() - begun));
      }
    };
  }
}
