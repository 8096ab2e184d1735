package io.pointsman.publication;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * A REST catalog over real HTTP on loopback: Iceberg's own server side handlers, which check the
 * requirements that a client sends and nothing else, over another catalog.
 */
public final class RestCatalogServer implements AutoCloseable {
  private static final ObjectMapper JSON = mapper();

  private final Catalog catalog;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Supplier<LostAnswer> faults = () -> LostAnswer.NONE;

  /** What happens to the answer of a commit that landed. */
  public enum LostAnswer {
    NONE,
    /** The socket is cut. */
    CUT,
    /** A gateway says 504. */
    GATEWAY_TIMEOUT,
    /** A gateway says 503 with Retry-After, so that the client sends the commit again by itself. */
    UNAVAILABLE
  }

  /** Serves that catalog on a free port. */
  public RestCatalogServer(Catalog catalog) throws IOException {
    this.catalog = catalog;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** Asked after every commit that landed. */
  public void loseAnswers(Supplier<LostAnswer> of) {
    this.faults = of;
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        boolean commit = isCommit(exchange);
        Object answer = answer(exchange);
        LostAnswer lost = commit ? faults.get() : LostAnswer.NONE;
        switch (lost) {
          case NONE -> send(exchange, answer == null ? 204 : 200, answer);
          case CUT -> {
            // Closing without a status line is what a cut socket looks like to the client.
          }
          case GATEWAY_TIMEOUT -> send(exchange, 504, error(504, "GatewayTimeout", "timed out"));
          case UNAVAILABLE -> {
            exchange.getResponseHeaders().add("Retry-After", "0");
            send(exchange, 503, error(503, "ServiceUnavailable", "try again"));
          }
        }
      } catch (RuntimeException e) {
        int status = status(e);
        send(exchange, status, error(status, e.getClass().getSimpleName(), e.getMessage()));
      }
    }
  }

  private static boolean isCommit(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("POST")
        && exchange.getRequestURI().getPath().split("/").length == 6;
  }

  private Object answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    // "", v1, namespaces, <namespace>, tables, <table>, metrics
    String[] path = exchange.getRequestURI().getRawPath().split("/");
    if (path[2].equals("config")) {
      return ConfigResponse.builder().build();
    }
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    if (path.length == 3) {
      return CatalogHandlers.createNamespace(
          namespaces, read(exchange, CreateNamespaceRequest.class));
    }
    Namespace namespace = RESTUtil.decodeNamespaceAsPathSegment(path[3], "%1F");
    if (path.length == 4) {
      return CatalogHandlers.loadNamespace(namespaces, namespace);
    }
    if (path.length == 5) {
      return method.equals("POST")
          ? create(namespace, read(exchange, CreateTableRequest.class))
          : CatalogHandlers.listTables(catalog, namespace);
    }
    TableIdentifier table = TableIdentifier.of(namespace, path[5]);
    if (path.length > 6) {
      return null;
    }
    switch (method) {
      case "POST" -> {
        return CatalogHandlers.updateTable(
            catalog, table, read(exchange, UpdateTableRequest.class));
      }
      case "DELETE" -> {
        CatalogHandlers.dropTable(catalog, table);
        return null;
      }
      case "HEAD" -> {
        CatalogHandlers.tableExists(catalog, table);
        return null;
      }
      default -> {
        boolean refs = "snapshots=refs".equals(exchange.getRequestURI().getQuery());
        return CatalogHandlers.loadTable(
            catalog,
            table,
            refs
                ? RESTCatalogProperties.SnapshotMode.REFS
                : RESTCatalogProperties.SnapshotMode.ALL);
      }
    }
  }

  /** CREATE TABLE AS SELECT stages the table first and creates it by its commit. */
  private Object create(Namespace namespace, CreateTableRequest request) {
    return request.stageCreate()
        ? CatalogHandlers.stageTableCreate(catalog, namespace, request)
        : CatalogHandlers.createTable(catalog, namespace, request);
  }

  private static <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
    return JSON.readValue(exchange.getRequestBody().readAllBytes(), type);
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (body == null || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static int status(RuntimeException e) {
    if (e instanceof NoSuchTableException || e instanceof NoSuchNamespaceException) {
      return 404;
    } else if (e instanceof AlreadyExistsException || e instanceof CommitFailedException) {
      return 409;
    } else if (e instanceof ForbiddenException) {
      return 403;
    } else if (e instanceof ValidationException || e instanceof IllegalArgumentException) {
      return 400;
    }
    return 500;
  }

  private static ErrorResponse error(int status, String type, String message) {
    return ErrorResponse.builder()
        .responseCode(status)
        .withType(type)
        .withMessage(String.valueOf(message))
        .build();
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
    RESTSerializers.registerAll(mapper);
    return mapper;
  }
}
