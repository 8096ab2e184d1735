package io.pointsman.it.chaos;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The registry away, and answers of Conductor that are lost. */
final class ServiceFaults {
  private static final Duration DELIVERY = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 500;

  private ServiceFaults() {}

  /** Down before the run begins; up again when it has ended. */
  static Scenario registryDown(boolean legacy) {
    Scenario scenario =
        Scenario.of(
            "registry-down" + (legacy ? "-legacy" : ""),
            "the registry is down",
            "the whole run",
            "the last copy decides; the outcome is delivered later, once",
            legacy ? Served.BY_LEGACY : Served.BY_SPARK,
            world -> {
              world.lane().process(Target.REGISTRY).kill();
              MoveRun run = world.start();
              world.end(run);
              world.startAgain(Target.REGISTRY);
              world.check(
                  awaitOutcome(world.lane(), run.id()),
                  "the registry has no outcome %d s after it is back"
                      .formatted(DELIVERY.toSeconds()));
              world.say("the outcome was delivered");
            });
    return legacy ? scenario.onLegacy() : scenario;
  }

  private static boolean awaitOutcome(Lane lane, String runId)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(lane.registry().resolve("/v1/runs/" + runId))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .header("Authorization", lane.registryToken().authorization().orElseThrow())
            .build();
    long until = System.nanoTime() + DELIVERY.toNanos();
    while (System.nanoTime() < until) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.body().contains("\"servedBy\"")) {
        return true;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return false;
  }

  /** Conductor has taken what a worker said, but the worker does not hear so. */
  static Scenario updatesLost() {
    return Scenario.of(
        "conductor-answers-lost",
        "the answer to every second task update is lost",
        "the whole run",
        "what is said twice counts once",
        Served.BY_SPARK,
        world -> {
          ArmedFault armed =
              world
                  .lane()
                  .conductorProxy()
                  .armEvery(2, RequestMatch.of("POST", "^/api/tasks$"), new Fault.AnswerLost());
          world.end(world.start());
          world.say(armed.struck() + " answers lost");
          world.check(armed.struck() > 0, "no answer was lost");
        });
  }

  /** Tasks that Conductor gave to a worker that never got them. */
  static Scenario pollsLost() {
    return Scenario.of(
        "conductor-polls-lost",
        "tasks that are handed out get lost on their way, every fourth",
        "the whole run",
        "a task that nobody has is handed out again, or the run falls back",
        Served.BY_EITHER,
        world -> {
          ArmedFault armed =
              world
                  .lane()
                  .conductorProxy()
                  .armEvery(
                      4,
                      RequestMatch.of(
                          "GET", "^/api/tasks/poll/batch/(decide_route|await_spark|publish_spark)"),
                      new Fault.AnswerLost());
          world.end(world.start());
          world.say(armed.struck() + " answers lost");
        });
  }
}
