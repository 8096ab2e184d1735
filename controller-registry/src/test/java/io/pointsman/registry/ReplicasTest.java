package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two registries on one database, and callers that ask now the one, now the other. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ReplicasTest {
  private static final int CALLERS = 8;

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final SteppingClock clock = new SteppingClock();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private TestRegistry one;
  private TestRegistry other;

  @BeforeEach
  void start() throws RegistryException {
    one = TestRegistry.furnished(kind, directory, clock);
    other = TestRegistry.furnished(kind, directory, clock);
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
    one.close();
    other.close();
  }

  @Test
  void ofTwoOperatorsOnOneRevisionOneWinsAndTheOtherIsTold() throws Exception {
    long begun = one.client().routingTable().revision();
    int rounds = 10;
    for (int round = 0; round < rounds; round++) {
      long seen = begun + round;
      List<Optional<String>> refusals =
          together(
              caller -> {
                RoutingTable changed =
                    client(caller)
                        .routingTable(seen)
                        .orElseThrow()
                        .table()
                        .withKillSwitch(
                            new RoutingTable.KillSwitch(
                                true,
                                new java.util.TreeSet<>(),
                                "caller " + caller + " on " + seen));
                return refusal(() -> client(caller).putRoutingTable(changed, seen, CHANGE));
              });
      assertThat(refusals).filteredOn(Optional::isEmpty).as("who won on " + seen).hasSize(1);
      assertThat(refusals)
          .filteredOn(Optional::isPresent)
          .allMatch(refusal -> refusal.get().contains("was made on revision " + seen));
    }
    assertThat(other.client().routingTable().revision()).isEqualTo(begun + rounds);
    assertThat(audit("routing-table"))
        .as("every revision is audited once, in order")
        .extracting(AuditEntry::revision)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, (int) begun + rounds)
                .mapToObj(number -> begun + rounds - number + 1)
                .toList());
  }

  @Test
  void aRunThatAsksTwiceAtOnceGetsOneDecision() throws Exception {
    one.setDefault("50");
    for (int run = 0; run < 10; run++) {
      String runId = "run-" + run;
      List<Decision> decisions = together(caller -> client(caller).decide(request(runId)));
      assertThat(decisions).as(runId).allMatch(decisions.get(0)::equals);
      assertThat(one.client().run(runId)).hasSize(1);
    }
  }

  @Test
  void aDestinationsGenerationsAreGivenOutOnce() throws Exception {
    List<Decision> decisions = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      int number = round;
      decisions.addAll(
          together(caller -> client(caller).decide(request("run-" + number + "-" + caller))));
    }
    assertThat(decisions).extracting(Decision::generation).doesNotHaveDuplicates().hasSize(40);
  }

  @Test
  void aRampCountsEveryRunOnceAndTakesItsStepOnce() throws Exception {
    one.apply(
        """
        salt: pointsman
        rules:
          - id: a
            match: {}
            ramp: [{percent: 100, cleanRuns: 24}, {percent: 100, shadowPercent: 1}]
        default: {route: {connector: legacy}}
        """);
    List<Decision> decisions = decisions(24, "t");
    for (int round = 0; round < 3; round++) {
      int first = round * CALLERS;
      together(
          caller ->
              client(caller).reportOutcome(served(decisions.get(first + caller), Connector.SPARK)));
    }
    assertThat(one.client().ramps().get(0).state().step()).isEqualTo(1);
    assertThat(audit("ramp/a"))
        .extracting(AuditEntry::why)
        .containsExactly("step 2, 100.00 % to Spark: 24 clean runs", "because");
  }

  @Test
  void aRampThatBothWatchIsNotHeldTwiceAsLong() throws Exception {
    one.apply(
        """
        salt: pointsman
        rules:
          - id: a
            match: {}
            ramp: [{percent: 1, hold: 10m}, {percent: 100}]
        default: {route: {connector: legacy}}
        """);
    for (int minute = 1; minute < 10; minute++) {
      clock.jump(Duration.ofMinutes(1));
      together(
          caller -> {
            (caller % 2 == 0 ? one : other).observeRamps();
            return null;
          });
      assertThat(one.client().ramps().get(0).state().held()).hasMinutes(minute);
    }
    assertThat(one.client().ramps().get(0).state().step()).isZero();
  }

  @Test
  void aGuardAndTheBreakerActOnce() throws Exception {
    one.apply(
        """
        salt: pointsman
        rules:
          - id: a
            match: {}
            route: {connector: spark}
            guard: {demoteAfterFallbacks: 2, cooldownRuns: 5}
        breaker: {fallbacks: 3}
        default: {route: {connector: legacy}}
        """);
    List<Decision> ofOne = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      ofOne.add(one.client().decide(request("same-" + i)));
    }
    together(caller -> client(caller).reportOutcome(fallback(ofOne.get(caller))));
    assertThat(audit("guard/" + MOVEMENT.id()))
        .extracting(AuditEntry::actor)
        .containsExactly("registry");
    List<Decision> ofMany = decisions(CALLERS, "m");
    together(caller -> client(caller).reportOutcome(fallback(ofMany.get(caller))));
    assertThat(audit("breaker/fleet"))
        .extracting(AuditEntry::why)
        .hasSize(1)
        .allMatch(why -> why.startsWith("opened"));
    List<Decision> afterwards =
        together(caller -> client(caller).decide(request("p-" + caller, movement("p", caller), 1)));
    assertThat(afterwards)
        .as("one probe, whoever was asked")
        .filteredOn(Decision::isProbe)
        .hasSize(1);
  }

  @Test
  void oneProofThatCameThroughBothCountsOnce() throws Exception {
    Decision decision = one.client().decide(request("run-1"));
    List<Boolean> counted =
        together(
            caller ->
                client(caller).reportProof(proof("p", decision, ProofResult.CLEAN)).counted());
    assertThat(counted).filteredOn(Boolean::booleanValue).hasSize(1);
    assertThat(one.client().guards(1, null, false).movements().get(0).state().cleanProofs())
        .isEqualTo(1);
  }

  @Test
  void theLastPlacesForShadowsAreGrantedOnce() throws Exception {
    one.apply(
        """
        salt: pointsman
        shadowBudget: {atOnce: 5, bytesPerDay: 1TB}
        default: {route: {connector: legacy, shadowPercent: 100}}
        """);
    List<Decision> decisions = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      String name = "s" + round;
      decisions.addAll(
          together(
              caller ->
                  client(caller).decide(request(name + "-" + caller, movement(name, caller), 1))));
    }
    assertThat(decisions).filteredOn(Decision::shadow).hasSize(5);
    assertThat(decisions)
        .filteredOn(Decision::shadow)
        .extracting(decision -> decision.standing().shadows().fleet().running())
        .as("each saw those before it")
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    assertThat(other.client().shadows(10, null, true).shadows()).hasSize(5);
  }

  @Test
  void noChangeHidesFromWhoeverFetchesCopies() throws Exception {
    Future<Integer> fetching =
        callers.submit(
            () -> {
              String etag = null;
              int sources = 0;
              while (sources < 1 + 6 * 5) {
                var copy = other.client().copy(etag);
                if (copy.isPresent()) {
                  etag = copy.get().etag();
                  sources = copy.get().copy().sources().size();
                } else if (Thread.currentThread().isInterrupted()) {
                  return sources;
                }
              }
              return sources;
            });
    List<Future<?>> changing = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      changing.add(
          callers.submit(
              () -> {
                for (int source = 0; source < 5; source++) {
                  client(number)
                      .putSource(TestRegistry.source("s" + number + "-" + source), CHANGE);
                }
                return null;
              }));
    }
    for (Future<?> change : changing) {
      change.get();
    }
    assertThat(fetching.get(30, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(31);
  }

  @Test
  void registriesThatStartAtOnceMakeOneFirstRevision(@TempDir Path empty) throws Exception {
    kind.in(empty);
    List<TestRegistry> started = together(caller -> TestRegistry.empty(kind, empty));
    try {
      assertThat(started.get(0).client().routingTable().revision()).isEqualTo(1);
      assertThat(started.get(0).client().audit(10, null).entries())
          .extracting(AuditEntry::subject)
          .filteredOn("routing-table"::equals)
          .hasSize(1);
    } finally {
      started.forEach(TestRegistry::close);
    }
  }

  private List<Decision> decisions(int count, String name) throws RegistryException {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      decisions.add(client(i).decide(request(name + "-" + i, movement(name, i), 1)));
    }
    return decisions;
  }

  private static Movement movement(String name, int number) {
    return Movement.parse("members/ks/%s%d -> lake.ns.%s%d".formatted(name, number, name, number));
  }

  private static io.pointsman.decider.Outcome fallback(Decision decision) {
    return outcome(decision, Connector.LEGACY, FailureReason.SPARK_LOST, "it died");
  }

  private List<AuditEntry> audit(String subject) throws RegistryException {
    return one.client().audit(500, null).entries().stream()
        .filter(entry -> entry.subject().equals(subject))
        .toList();
  }

  private RegistryClient client(int caller) {
    return (caller % 2 == 0 ? one : other).client();
  }

  private interface Call<T> {
    T by(int caller) throws Exception;
  }

  /** All callers at the same moment. */
  private <T> List<T> together(Call<T> call) throws Exception {
    CyclicBarrier start = new CyclicBarrier(CALLERS);
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      calls.add(
          () -> {
            start.await();
            return call.by(caller);
          });
    }
    List<T> answers = new ArrayList<>();
    for (Future<T> answer : callers.invokeAll(calls)) {
      answers.add(answer.get());
    }
    return answers;
  }

  private static Optional<String> refusal(Callable<?> call) throws Exception {
    try {
      call.call();
      return Optional.empty();
    } catch (RegistryRefusedException e) {
      assertThat(e.staleRevision()).isTrue();
      return Optional.of(e.getMessage());
    }
  }
}
