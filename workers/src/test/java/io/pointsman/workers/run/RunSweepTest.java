package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.workflows.ConductorApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunSweepTest {
  private final MovableClock clock = new MovableClock();
  private final List<String> running = new CopyOnWriteArrayList<>();
  private final List<String> looked = new CopyOnWriteArrayList<>();
  private HttpServer conductor;
  private RunSweep sweep;

  @BeforeEach
  void start() throws IOException {
    conductor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    conductor.createContext(
        "/api/workflow/running/move_data", exchange -> answer(exchange, 200, names(running)));
    conductor.createContext(
        "/api/workflow/running/move_data_spark",
        exchange -> answer(exchange, 200, running.isEmpty() ? "[]" : "[\"inner\"]"));
    conductor.createContext(
        "/api/workflow/decide",
        exchange -> {
          looked.add(exchange.getRequestURI().getPath().replaceAll(".*/", ""));
          answer(exchange, looked.contains("gone") ? 404 : 200, "");
        });
    conductor.start();
    URI uri = URI.create("http://127.0.0.1:" + conductor.getAddress().getPort());
    sweep = new RunSweep(new Runs(new ConductorApi(uri)), Duration.ofMinutes(1), clock);
  }

  @AfterEach
  void stop() {
    conductor.stop(0);
  }

  @Test
  void onlyRunsThatHaveGoneOnForAWhileAreLookedAtAndTheirSubWorkflowsToo() throws Exception {
    running.add("old");
    sweep.sweep();
    clock.pass(Duration.ofSeconds(61));
    running.add("young");

    sweep.sweep();

    assertThat(looked).containsExactlyInAnyOrder("old", "inner");
  }

  @Test
  void aRunThatEndedAndBeganAnewIsYoung() throws Exception {
    running.add("again");
    sweep.sweep();
    clock.pass(Duration.ofSeconds(61));
    running.remove("again");
    sweep.sweep();
    running.add("again");

    sweep.sweep();

    assertThat(looked).doesNotContain("again");
  }

  @Test
  void aRunThatConductorDoesNotKnowAnyMoreDoesNotKeepTheOthersFromBeingLookedAt() throws Exception {
    running.addAll(List.of("gone", "there"));
    sweep.sweep();
    clock.pass(Duration.ofSeconds(61));

    sweep.sweep();

    assertThat(looked).contains("gone", "there");
  }

  @Test
  void ofManyRunsSomeAreLookedAtAtATimeAndAllInTheEnd() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      many.add("run-" + i);
    }
    running.addAll(many);
    sweep.sweep();
    clock.pass(Duration.ofSeconds(61));

    sweep.sweep();

    assertThat(looked).hasSize(50);
    for (int i = 0; i < 60 && !looked.containsAll(many); i++) {
      sweep.sweep();
    }
    assertThat(looked).containsAll(many);
  }

  private static String names(List<String> ids) {
    return ids.stream().map(id -> '"' + id + '"').toList().toString();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
