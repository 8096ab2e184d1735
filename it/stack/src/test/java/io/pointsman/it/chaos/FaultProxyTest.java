package io.pointsman.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy in front of a server that says back what it is sent. */
class FaultProxyTest {
  private static final String BODY = "0123456789".repeat(10_000);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    proxy = FaultProxy.before(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.stop(0);
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(proxy.uri().resolve(path))
        .timeout(Duration.ofSeconds(20))
        .PUT(HttpRequest.BodyPublishers.ofString(BODY))
        .build();
  }

  private HttpResponse<String> put(String path) throws IOException, InterruptedException {
    return http.send(request(path), HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII));
  }

  @Test
  void withoutAFaultEverythingIsPassedOn() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(put("/a?b=c%20d").body()).isEqualTo(BODY);
    }
    assertThat(seen).containsOnly("PUT /a?b=c%20d").hasSize(3);
  }

  @Test
  void aFaultStrikesWhatMatchesAndNoMoreOftenThanAsked() throws Exception {
    ArmedFault armed = proxy.arm(RequestMatch.of("PUT", "^/struck$"), Fault.Answered.slowDown(), 2);
    assertThat(put("/other").statusCode()).isEqualTo(200);
    assertThat(put("/struck").statusCode()).isEqualTo(503);
    assertThat(put("/struck").body()).contains("<Code>SlowDown</Code>");
    assertThat(put("/struck").statusCode()).isEqualTo(200);
    assertThat(armed.struck()).isEqualTo(2);
  }

  @Test
  void everyThirdRequestIsStruckUntilDisarmed() throws Exception {
    proxy.armEvery(3, RequestMatch.of(".*", "."), Fault.Answered.gone());
    assertThat(List.of(put("/1").statusCode(), put("/2").statusCode(), put("/3").statusCode()))
        .containsExactly(200, 200, 404);
    proxy.disarm();
    assertThat(List.of(put("/4").statusCode(), put("/5").statusCode(), put("/6").statusCode()))
        .containsOnly(200);
  }

  @Test
  void aBodyIsCutShortOrOneBitOfItFlipped() throws Exception {
    proxy.arm(RequestMatch.of("PUT", "cut"), new Fault.BodyCutShort(), 1);
    assertThatThrownBy(() -> put("/cut")).isInstanceOf(IOException.class);
    proxy.arm(RequestMatch.of("PUT", "flip"), new Fault.ByteFlipped(), 1);
    String flipped = put("/flip").body();
    assertThat(flipped).hasSameSizeAs(BODY).isNotEqualTo(BODY);
    int differences = 0;
    for (int i = 0; i < BODY.length(); i++) {
      differences += flipped.charAt(i) == BODY.charAt(i) ? 0 : 1;
    }
    assertThat(differences).isEqualTo(1);
  }

  @Test
  void aLostAnswerMeansDoneAndARefusedRequestMeansNot() {
    proxy.arm(RequestMatch.of("PUT", "lost"), new Fault.AnswerLost(), Integer.MAX_VALUE);
    proxy.arm(RequestMatch.of("PUT", "refused"), new Fault.Refused(), Integer.MAX_VALUE);
    assertThatThrownBy(() -> put("/lost")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> put("/refused")).isInstanceOf(IOException.class);
    assertThat(seen).isNotEmpty().containsOnly("PUT /lost");
  }

  @Test
  void whatIsHeldIsForwardedWhenTheGateOpensEvenIfItsClientIsGone() throws Exception {
    Gate gate = proxy.hold(RequestMatch.of("PUT", "held"));
    HttpClient other = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    CompletableFuture<?> call =
        other.sendAsync(
            HttpRequest.newBuilder(proxy.uri().resolve("/held"))
                .timeout(Duration.ofMillis(300))
                .PUT(HttpRequest.BodyPublishers.ofString(BODY))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(gate.awaitReached(Duration.ofSeconds(10))).isTrue();
    assertThat(call).failsWithin(Duration.ofSeconds(10));
    assertThat(seen).isEmpty();
    gate.open();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(seen).containsExactly("PUT /held"));
  }
}
