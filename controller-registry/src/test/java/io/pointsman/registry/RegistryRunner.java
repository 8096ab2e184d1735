package io.pointsman.registry;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.decider.TableChange;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.notice.NoticeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Starts a registry with a fleet's runs in it, to look at its page: port, number of runs. */
public final class RegistryRunner {
  private RegistryRunner() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int runs = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory("registry-runner");
    MonthClock clock = new MonthClock();
    try (RegistryServer server =
        RegistryServer.start(
            RegistryConfig.local(port, directory.resolve("registry.db")),
            NoticeConfig.NONE,
            clock)) {
      if (runs > 0) {
        fill(
            new RegistryClient(
                server.uri(), RegistryToken.inFile(directory.resolve("registry.token"))),
            runs,
            clock);
      }
      clock.behind = Duration.ZERO;
      System.out.println(
          "The registry listens on "
              + server.uri()
              + "; its token is in "
              + directory.resolve("registry.token"));
      Thread.currentThread().join();
    }
  }

  /** Tells the time a month ago, and comes nearer. */
  private static final class MonthClock extends Clock {
    private static final Duration MONTH = Duration.ofDays(29);

    private volatile Duration behind = MONTH;

    void come(double part) {
      behind = Duration.ofMillis((long) (MONTH.toMillis() * (1 - part)));
    }

    @Override
    public Instant instant() {
      return Instant.now().minus(behind);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Runs of every kind there is, over a month. */
  private static void fill(RegistryClient client, int runs, MonthClock clock)
      throws RegistryException {
    client.putSource(TestRegistry.source("members"), TestRegistry.CHANGE);
    client.putSource(TestRegistry.source("billing-eu"), TestRegistry.CHANGE);
    client.putCatalog(
        new io.pointsman.decider.registry.CatalogDefinition("lake", Map.of("type", "rest"), null),
        TestRegistry.CHANGE);
    client.importMovements(fleet(), TestRegistry.CHANGE);
    client.putRoutingTable(
        """
        salt: pointsman
        rules:
          - id: billing-stays
            match: {cluster: "billing-*"}
            route: {connector: legacy}
          - id: tier-3
            match: {cohort: [tier-3], dataModel: [table]}
            route: {sparkPercent: 12.5, shadowPercent: 10}
            guard: {demoteAfterFallbacks: 2, cooldownRuns: 3}
          - id: tier-1
            match: {cohort: [tier-1]}
            ramp: [{percent: 0, shadowPercent: 100, hold: 72h, cleanProofs: 10}, {percent: 1, hold: 24h}, {percent: 25, cleanProofs: 50, approval: true}, {percent: 100}]
            guard: {requireOwnProofs: 1, demoteAfterFallbacks: 2, demoteOnMismatch: true, cooldownRuns: 5}
          - id: tier-2
            match: {cohort: [tier-2], labels: {team: [growth, ads]}}
            route: {sparkPercent: 2.5, shadowPercent: 100}
        pins:
          - {movement: "members/profiles/t7 -> lake.members.t7", connector: spark, until: 2027-01-31, why: "first of its kind", owner: ana}
          - {movement: "members/profiles/t8 -> lake.members.t8", connector: legacy, until: 2020-01-31, why: "wide rows", owner: bob}
        killSwitch: {engaged: false}
        default: {route: {connector: legacy}}
        """,
        1,
        TestRegistry.CHANGE,
        false);
    Random random = new Random(7);
    for (int i = 0; i < runs; i++) {
      if (i == runs / 3 || i == runs / 2 || i == runs * 3 / 4) {
        String percent = i == runs / 3 ? "30" : i == runs / 2 ? "62.5" : "90";
        TableRevision newest = client.routingTable();
        client.putRoutingTable(
            new TableChange("tier-3", percent).applied(newest.table()),
            newest.revision(),
            new Change("ana", "a quiet week, on to " + percent));
      }
      clock.come((double) i / runs);
      run(client, i, random);
    }
  }

  private static String fleet() {
    StringBuilder csv = new StringBuilder("source,destination,cohort,labels,owner\n");
    for (int i = 0; i < 40; i++) {
      csv.append(
          "members/profiles/t%d,lake.members.t%d,tier-%d,team=growth,ana%n"
              .formatted(i, i, 2 + i % 2));
    }
    for (int i = 0; i < 20; i++) {
      csv.append("members/feeds/t%d,lake.feeds.t%d,tier-1,team=ads,bob%n".formatted(i, i));
    }
    return csv.toString();
  }

  private static void run(RegistryClient client, int number, Random random)
      throws RegistryException {
    int table = random.nextInt(44);
    Movement movement =
        number % 29 == 5
            ? Movement.parse("nobody/ks/t -> lake.members.t")
            : number % 7 == 6
                ? Movement.parse(
                    "members/feeds/t%d -> lake.feeds.t%d".formatted(table % 20, table % 20))
                : table < 40
                    ? Movement.parse(
                        "members/profiles/t%d -> lake.members.t%d".formatted(table, table))
                    : Movement.parse(
                        "billing-eu/invoices_with_a_rather_long_keyspace_name/invoice_lines_by_customer_and_month"
                            + " -> lake.finance.eu.invoice_lines_by_customer_and_month");
    String runId = new UUID(random.nextLong(), random.nextLong()).toString();
    DecisionRequest offered = TestRegistry.request(runId, movement, 1);
    DecisionRequest request =
        number % 17 == 3
            ? new DecisionRequest(
                runId,
                Instant.now(),
                movement,
                offered.pin(),
                DecisionReason.SCHEMA_UNSUPPORTED,
                "column 'shape' has the type frozen<custom 'org.example.Shape'>, which is not served yet",
                false,
                1,
                Map.of())
            : offered;
    Decision decision = client.decide(request);
    if (number % 401 == 10 || decision.route() == Route.REFUSED) {
      return;
    }
    if (decision.shadow()) {
      client.reportProof(
          TestRegistry.proof(
              "proof-" + number,
              decision,
              number % 41 == 0
                  ? ProofResult.MISMATCH
                  : number % 13 == 0 ? ProofResult.INCONCLUSIVE : ProofResult.CLEAN));
    }
    client.reportOutcome(
        decision.route() == Route.SPARK && number % 14 == 0
            ? TestRegistry.outcome(
                decision,
                Connector.LEGACY,
                number % 3 == 0
                    ? FailureReason.SPARK_LOST
                    : number % 3 == 1 ? FailureReason.SPARK_OUT_OF_MEMORY : FailureReason.DEADLINE,
                "the driver on worker-3 died: no heartbeat since 10:01:12, process 4711 is gone")
            : number % 97 == 1
                ? TestRegistry.failed(decision, FailureReason.LEGACY_FAILED)
                : TestRegistry.served(
                    decision,
                    decision.route() == Route.SPARK ? Connector.SPARK : Connector.LEGACY));
  }
}
