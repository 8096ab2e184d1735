package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workers.config.WorkerConfig.RegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryViewTest {
  @TempDir private Path folder;

  private final AtomicInteger asked = new AtomicInteger();
  private final MovableClock clock = new MovableClock();
  private final MemoryObjectStore store = new MemoryObjectStore(clock);
  private HttpServer server;
  private RegistryView view;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/copy", this::answer);
    server.createContext("/v1/outcomes", this::answer);
    server.start();
    view = viewOf("copy.json");
  }

  /** Another file is another host; the control store is one. */
  private RegistryView viewOf(String file) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new RegistryView(
        new RegistryClient(uri, RegistryToken.none()),
        new ControlFiles(store, "control"),
        new RegistrySettings(uri, RegistryToken.none(), folder.resolve(file), Duration.ofHours(1)),
        clock);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aTaskThatAsksSeveralTimesInASecondAsksTheRegistryOnce() {
    assertThat(view.known()).isPresent();
    clock.pass(Duration.ofMillis(400));
    assertThat(view.known().orElseThrow().reachable()).isTrue();
    clock.pass(Duration.ofMillis(400));
    assertThat(view.known()).isPresent();

    assertThat(asked).hasValue(1);

    clock.pass(Duration.ofMillis(400));
    assertThat(view.known()).isPresent();
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatMustHoldAtOnceIsAskedForEveryTime() {
    view.askedNow();
    view.askedNow();

    assertThat(asked).hasValue(2);
  }

  @Test
  void afterAnOutageARegistryThatAnswersAgainIsReachableAgain() {
    view.known();
    clock.pass(Duration.ofSeconds(2));
    status = 503;
    assertThat(view.known().orElseThrow().reachable()).isFalse();
    clock.pass(Duration.ofSeconds(1));
    assertThat(view.copyAge()).contains(Duration.ofSeconds(3));
    assertThat(view.reachable()).isFalse();

    status = 200;
    clock.pass(Duration.ofSeconds(5));

    assertThat(view.known().orElseThrow().reachable()).isTrue();
    int until = asked.get();
    view.known();
    assertThat(asked).hasValue(until);
  }

  @Test
  void aTokenThatIsNotTakenIsAsARegistryThatIsAway() throws RegistryException {
    view.known();
    clock.pass(Duration.ofSeconds(2));
    for (int denied : new int[] {401, 403}) {
      status = denied;
      assertThat(view.askedNow().orElseThrow().reachable()).isFalse();
      assertThat(view.report(outcome())).as("delivered later").isFalse();
      clock.pass(Duration.ofSeconds(5));
    }
  }

  private static Outcome outcome() {
    return new Outcome(
        "run-1",
        1,
        "members/ks/t -> lake.ns.t",
        Route.LEGACY,
        Connector.LEGACY,
        null,
        null,
        1L,
        1L,
        null,
        null,
        1.0,
        1L,
        "backup-1",
        Instant.EPOCH,
        null,
        Instant.EPOCH);
  }

  @Test
  void aWorkerThatBeginsWhileTheRegistryIsAwayKnowsWhatOthersKnew() {
    view.known();
    status = 503;

    RegistryView elsewhere = viewOf("another-hosts-copy.json");

    assertThat(elsewhere.known()).isPresent();
    assertThat(elsewhere.known().orElseThrow().reachable()).isFalse();
    assertThat(elsewhere.known().orElseThrow().copy().routingTable().salt()).isEqualTo("pointsman");
  }

  @Test
  void aWorkerThatBeginsBeforeAnybodyEverSawTheRegistryKnowsNothing() {
    status = 503;

    assertThat(view.known()).isEmpty();
    assertThat(view.copyAge()).isEmpty();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    byte[] body =
        WireJson.mapper()
            .writeValueAsBytes(
                RegistryCopy.of(
                    1,
                    RoutingTableParser.parse(
                        "{salt: pointsman, rules: [], default: {route: {connector: spark}}}"),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    Instant.EPOCH));
    exchange.getResponseHeaders().set("ETag", "\"copy-1\"");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
