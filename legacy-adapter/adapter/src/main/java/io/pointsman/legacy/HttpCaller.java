package io.pointsman.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes one call, within its time and its bounds, and says in a value what came of it. */
final class HttpCaller {
  /** What came of a call. */
  sealed interface Reply {
    /** A status below 300 and a body that is JSON, or empty. */
    record Answer(JsonNode body) implements Reply {}

    /** The service said no, in so many words: the call had no effect. */
    record Refused(int status, String message) implements Reply {}

    /** No connection came about: the call had no effect. */
    record Unreachable(String message) implements Reply {}

    /** Nobody knows whether the call had its effect: no answer, a broken one, or a 5xx. */
    record Unclear(String message, Duration retryAfter) implements Reply {}

    /** The service asks to come again later (429, 408, 425): the call had no effect. */
    record Busy(int status, Duration retryAfter) implements Reply {}
  }

  private static final int SHOWN = 300;

  private final HttpEngineSettings settings;
  private final String authorization;
  private final HttpClient client;

  /**
   * @throws IllegalArgumentException when the credentials are not in the environment
   */
  HttpCaller(HttpEngineSettings settings, Map<String, String> environment) {
    this.settings = settings;
    this.authorization = authorization(settings.authentication(), environment);
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.connectTimeout())
            // The address is configuration: no answer may lead anywhere else.
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  private static String authorization(
      HttpEngineSettings.Authentication authentication, Map<String, String> environment) {
    if (authentication == null) {
      return null;
    }
    String value = environment.get(authentication.variable());
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "Legacy engine http: no credentials named '"
              + authentication.credentials()
              + "': set the environment variable "
              + authentication.variable());
    }
    return authentication.scheme().isEmpty() ? value : authentication.scheme() + " " + value;
  }

  /** Makes the call once. */
  Reply call(HttpCall call, Map<String, Object> values, Map<String, String> headers)
      throws IOException {
    byte[] body = call.body(values);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri(values))
            .timeout(settings.requestTimeout())
            .header("Accept", "application/json")
            .method(
                call.method(),
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (authorization != null) {
      request.header(settings.authentication().header(), authorization);
    }
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), info -> new BoundedBody(settings.maxAnswerBytes()));
    try {
      // The request's own timeout ends with the headers; a body may trickle for ever.
      return reply(answer.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return tooSlow();
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("Interrupted while calling the legacy service");
    }
  }

  /** Waits before attempt number {@code next} (from 2), as long as asked for and as is allowed. */
  void backOff(int next, Duration retryAfter) throws IOException {
    long doubled = settings.firstBackoff().toMillis() << Math.min(20, next - 2);
    long wait = Math.min(doubled, settings.longestBackoff().toMillis());
    if (retryAfter != null) {
      wait = Math.min(settings.longestBackoff().toMillis(), Math.max(wait, retryAfter.toMillis()));
    }
    try {
      // Half of it at random, so that workers do not come back all at once.
      TimeUnit.MILLISECONDS.sleep(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("Interrupted while waiting for the legacy service");
    }
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 500) {
      return new Reply.Unclear("status " + status + ": " + shown(response.body()), after(response));
    }
    if (status == 408 || status == 425 || status == 429) {
      return new Reply.Busy(status, after(response));
    }
    if (status >= 300) {
      return new Reply.Refused(status, shown(response.body()));
    }
    try {
      JsonNode body = WireJson.mapper().readTree(response.body());
      return new Reply.Answer(body == null ? WireJson.mapper().missingNode() : body);
    } catch (JsonProcessingException e) {
      return new Reply.Unclear("the answer is not JSON: " + shown(response.body()), null);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Reply failed(Throwable cause) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return new Reply.Unreachable(
          "no connection" + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
    }
    if (cause instanceof HttpTimeoutException) {
      return tooSlow();
    }
    return new Reply.Unclear(
        "no whole answer: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
        null);
  }

  private Reply tooSlow() {
    return new Reply.Unclear("no answer within " + settings.requestTimeout(), null);
  }

  private static Duration after(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(null);
  }

  /** What an error may show of an answer: its beginning, without control characters. */
  private static String shown(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, SHOWN), java.nio.charset.StandardCharsets.UTF_8);
    return "'" + text.replaceAll("\\p{Cntrl}", " ").strip() + (body.length > SHOWN ? "…'" : "'");
  }
}
