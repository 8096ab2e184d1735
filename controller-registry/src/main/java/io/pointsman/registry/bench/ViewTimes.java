package io.pointsman.registry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Asks for every view of the page and every list of the API, again and again. */
final class ViewTimes {
  private static final int WARM_UP = 5;
  private static final int TIMES = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Whole documents that programs fetch when something has changed, and what needs a question. */
  private static final Set<String> NO_VIEWS =
      Set.of(
          "/v1/copy",
          "/v1/routing-table",
          "/openapi.yaml",
          "/assets/{file}",
          "/movement",
          "/login",
          "/login/oidc",
          "/login/oidc/callback");

  private final URI registry;
  private final UnaryOperator<HttpRequest.Builder> authorized;
  private final Map<String, String> names;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param names what stands in the place of each path parameter
   */
  ViewTimes(
      URI registry, UnaryOperator<HttpRequest.Builder> authorized, Map<String, String> names) {
    this.registry = registry;
    this.authorized = authorized;
    this.names = names;
  }

  /** The paths to be asked for, from those that the registry serves and from what narrows them. */
  List<String> paths(List<String> served, String movement, long middle) {
    List<String> paths = new ArrayList<>();
    for (String path : served) {
      String filled = filled(path);
      if (!NO_VIEWS.contains(path) && !filled.contains("{")) {
        paths.add(filled);
      }
    }
    String encoded = URLEncoder.encode(movement, StandardCharsets.UTF_8);
    paths.addAll(
        List.of(
            "/runs?movement=" + encoded,
            "/runs?before=" + middle,
            "/runs?failure=SPARK_LOST",
            "/movements?q=t123",
            "/movements?cohort=tier-3&served=LEGACY",
            "/movement?id=" + encoded,
            "/audit?kind=movement",
            "/proofs?movement=" + encoded,
            "/v1/runs?limit=500",
            "/v1/runs?limit=500&before=" + middle,
            "/v1/runs?limit=500&movement=" + encoded,
            "/v1/proofs?limit=500&result=CLEAN",
            "/v1/proofs?limit=500&movement=" + encoded,
            "/v1/movements?limit=500&after=" + encoded,
            "/v1/guards?limit=500&demoted=true",
            "/v1/audit?limit=500"));
    return paths;
  }

  private String filled(String path) {
    String filled = path;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled =
          filled.replace(
              "{" + name.getKey() + "}",
              URLEncoder.encode(name.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return filled;
  }

  /** How long each took; what is not answered with 200 is an error. */
  Map<String, Timings> measure(List<String> paths) throws IOException, InterruptedException {
    Map<String, Timings> measured = new LinkedHashMap<>();
    for (String path : paths) {
      long[] nanos = new long[TIMES];
      for (int i = -WARM_UP; i < TIMES; i++) {
        long begun = System.nanoTime();
        HttpResponse<byte[]> answer =
            http.send(
                authorized
                    .apply(HttpRequest.newBuilder(URI.create(registry + path)))
                    .timeout(TIMEOUT)
                    .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
          throw new IOException(
              "GET "
                  + path
                  + " was answered with "
                  + answer.statusCode()
                  + ": "
                  + new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (i >= 0) {
          nanos[i] = System.nanoTime() - begun;
        }
      }
      measured.put(path, Timings.ofNanos(nanos));
    }
    return measured;
  }
}
