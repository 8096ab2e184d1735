package io.pointsman.registry.client;

import com.fasterxml.jackson.databind.JavaType;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.ChangeHeaders;
import io.pointsman.registry.api.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests and answers; tells an answer of the registry's from one that is nobody's. */
final class RegistryHttp {
  private static final int NOT_MODIFIED = 304;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final URI registry;
  private final RegistryToken token;
  private final String base;
  private final HttpClient client;
  private final Duration timeout;

  RegistryHttp(URI registry, RegistryToken token, Duration connectTimeout, Duration timeout) {
    if (registry.getHost() == null
        || !("http".equals(registry.getScheme()) || "https".equals(registry.getScheme()))) {
      throw new IllegalArgumentException(
          "The registry's address is '" + registry + "'; expected http://host:port");
    }
    this.registry = registry;
    this.token = token;
    this.base = registry.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
  }

  private RegistryHttp(RegistryHttp other, Duration timeout) {
    this.registry = other.registry;
    this.token = other.token;
    this.base = other.base;
    this.client = other.client;
    this.timeout = timeout;
  }

  /** The same with another timeout of requests, unless its own is longer. */
  RegistryHttp patient(Duration longer) {
    return longer.compareTo(timeout) > 0 ? new RegistryHttp(this, longer) : this;
  }

  URI registry() {
    return registry;
  }

  Answer get(String path) throws RegistryException {
    return accepted(send(request(path).GET()));
  }

  /** As {@link #get}, but empty when there is no such thing. */
  Optional<Answer> find(String path) throws RegistryException {
    Answer answer = send(request(path).GET());
    return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(accepted(answer));
  }

  Optional<Answer> getUnless(String path, String etag) throws RegistryException {
    HttpRequest.Builder request = request(path).GET();
    if (etag != null) {
      request.header("If-None-Match", etag);
    }
    Answer answer = send(request);
    return answer.status() == NOT_MODIFIED ? Optional.empty() : Optional.of(accepted(answer));
  }

  Answer post(String path, String contentType, byte[] body, Change change)
      throws RegistryException {
    HttpRequest.Builder request =
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
    return accepted(send(change == null ? request : signed(request, change)));
  }

  void put(String path, byte[] body, Change change) throws RegistryException {
    accepted(
        send(
            signed(request(path), change)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(body))));
  }

  Answer putTable(String path, String document, long seen, Change change) throws RegistryException {
    return accepted(
        send(
            signed(request(path), change)
                .header("Content-Type", "application/yaml")
                .header("If-Match", "\"" + seen + "\"")
                .PUT(BodyPublishers.ofString(document, StandardCharsets.UTF_8))));
  }

  void delete(String path, Change change) throws RegistryException {
    accepted(send(signed(request(path), change).DELETE()));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(timeout)
            .header("Accept", "application/json");
    token.authorization().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private static HttpRequest.Builder signed(HttpRequest.Builder request, Change change) {
    return request
        .header(ChangeHeaders.ACTOR, ChangeHeaders.encode(change.actor()))
        .header(ChangeHeaders.REASON, ChangeHeaders.encode(change.why()));
  }

  private Answer send(HttpRequest.Builder builder) throws RegistryException {
    HttpRequest request = builder.build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      int status = response.statusCode();
      if (status >= 500 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
        throw new RegistryUnreachableException(
            "The registry at "
                + registry
                + " answered "
                + status
                + " to "
                + request.method()
                + " "
                + request.uri().getPath(),
            null);
      }
      return new Answer(
          status, response.headers().firstValue("ETag").orElse(null), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private RegistryUnreachableException unreachable(Exception e) {
    String cause = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new RegistryUnreachableException(
        "The registry at " + registry + " does not answer (" + cause + ")", e);
  }

  private Answer accepted(Answer answer) throws RegistryException {
    if (answer.status() < 300) {
      return answer;
    }
    if (answer.status() < 400) {
      throw new RegistryUnreachableException(
          registry + " is not a registry: it answered " + answer.status(), null);
    }
    Problem problem = problem(answer);
    if (problem.status() == UNAUTHORIZED || problem.status() == FORBIDDEN) {
      throw new RegistryDeniedException(
          "The registry at "
              + registry
              + " lets this through with no other token ("
              + token
              + "): "
              + problem.detail());
    }
    throw new RegistryRefusedException(problem);
  }

  private static Problem problem(Answer answer) {
    try {
      Problem problem = WireJson.mapper().readValue(answer.body(), Problem.class);
      if (problem.detail() != null) {
        return problem;
      }
    } catch (IOException e) {
      // What is not the registry's own problem document is shown by its status alone.
    }
    return new Problem(
        "about:blank",
        "Refused",
        answer.status(),
        "The registry answered " + answer.status() + " without saying why",
        List.of());
  }

  /**
   * A whole answer.
   *
   * @param status below 500
   * @param etag or null
   * @param body never null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
  record Answer(int status, String etag, byte[] body) {
    <T> T read(Class<T> type) throws RegistryUnreachableException {
      return read(WireJson.mapper().constructType(type));
    }

    <T> T read(JavaType type) throws RegistryUnreachableException {
      try {
        return WireJson.mapper().readValue(body, type);
      } catch (IOException e) {
        throw new RegistryUnreachableException(
            "What answered is not a registry: its answer cannot be read as " + type.toCanonical(),
            e);
      }
    }
  }
}
