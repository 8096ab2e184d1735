package io.pointsman.registry.bench;

import io.pointsman.decider.Movement;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DatabaseAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures a registry under load, with the load's generator in the same process: decisions over
 * HTTP, a simulation of a large fleet, and every view above a long history.
 */
public final class RegistryBench {
  private static final Change CHANGE = new Change("bench", "measured");
  private static final double MOST_DECISION_MILLIS = 20;
  private static final double MOST_VIEW_MILLIS = 300;
  private static final double MOST_SIMULATION_SECONDS = 10;
  private static final int UNLIMITED = 1_000_000;
  private static final int FEW_RULES = 20;
  private static final Duration LONG_REQUEST = Duration.ofMinutes(5);

  /**
   * What is measured.
   *
   * @param called what the report calls the database
   * @param database a new one; it is filled
   * @param directory where the registry's own token is put
   * @param runs how many are in its history
   * @param movements how many are registered, 10 or more
   * @param rules how many the simulated table has
   * @param rate decisions a second
   * @param load how long decisions are asked for
   */
  public record Plan(
      String called,
      DatabaseAddress database,
      Path directory,
      long runs,
      int movements,
      int rules,
      int rate,
      Duration load) {}

  private final Plan plan;
  private final Consumer<String> progress;
  private final BenchReport report;

  public RegistryBench(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    this.report = new BenchReport(plan.called() + ": ");
  }

  public BenchReport run() throws RegistryException, IOException, InterruptedException {
    long begun = System.nanoTime();
    fill();
    report.figure("filled", seconds(begun), "s");
    Path tokenFile = plan.directory().resolve("bench.token");
    RegistryConfig config =
        RegistryConfig.local(0, plan.database(), tokenFile)
            .with(new RegistryConfig.Access(null, null, UNLIMITED));
    try (RegistryServer server = RegistryServer.start(config)) {
      RegistryToken token = RegistryToken.inFile(tokenFile);
      RegistryClient client =
          new RegistryClient(server.uri(), token, RegistryClient.CONNECT_TIMEOUT, LONG_REQUEST);
      client.putSource(BenchFleet.source(), CHANGE);
      client.putCatalog(BenchFleet.catalog(), CHANGE);
      putRules(client, FEW_RULES);
      phase("decisions", () -> decisions(client));
      phase("views", () -> views(server, client, token));
      phase("simulation", () -> simulation(client));
    }
    report.figure("load average of the machine at the end", load(), "");
    report.figure("all of it", seconds(begun), "s");
    return report;
  }

  private interface Phase {
    void run() throws RegistryException, IOException, InterruptedException;
  }

  /** One that does not come to its end leaves the figures of the others. */
  private void phase(String name, Phase phase) throws InterruptedException {
    double cpu = cpuSeconds();
    try {
      phase.run();
    } catch (RegistryException | IOException e) {
      progress.accept(name + ": " + e.getMessage());
      report.none(name + " that did not come to an end", 1, "");
    }
    report.figure(name + ": CPU time of this process", cpuSeconds() - cpu, "s");
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  private void fill() {
    try (Database database = Database.open(plan.database())) {
      HistoryFill fill = new HistoryFill(database, plan.movements());
      fill.movements(
          done -> progress.accept("filling: " + done + " of " + plan.movements() + " movements"));
      fill.runs(
          plan.runs(),
          done -> progress.accept("filling: " + done + " of " + plan.runs() + " runs"));
      fill.settle(done -> progress.accept("filling: " + done + " figures"));
    }
  }

  private void decisions(RegistryClient client) throws InterruptedException, RegistryException {
    DecisionLoad load = new DecisionLoad(client, plan.movements());
    progress.accept("decisions: warming up");
    load.warmUp(plan.load().dividedBy(3));
    progress.accept("decisions: " + plan.rate() + " a second");
    report.figure("load average before the decisions", load(), "");
    Timings timings = load.atRate(plan.rate(), plan.load());
    progress.accept("decisions: as many as come");
    double most = load.perSecondAtMost(plan.load().dividedBy(2));
    report.atLeast("decisions a second over HTTP, as many as come", most, plan.rate(), "1/s");
    report.under(
        "99 % of decisions, at " + plan.rate() + " a second",
        timings.within(0.99),
        MOST_DECISION_MILLIS,
        "ms");
    report.none("decisions that were refused or not answered", load.failed(), "");
    report.none("answered decisions that are not in the database", missing(load), "");
    report.figure("half of decisions, at " + plan.rate() + " a second", timings.within(0.5), "ms");
    report.figure("the longest of " + timings.count() + " decisions", timings.longest(), "ms");
    report.figure("executions decided in all", load.answered().size(), "");
  }

  /** Read back past the registry, through connections of their own. */
  private long missing(DecisionLoad load) {
    try (Database database = Database.open(plan.database())) {
      return load.answered().entrySet().stream()
          .filter(
              answer ->
                  database.read(
                          handle ->
                              handle
                                  .createQuery(
                                      "select count(*) from run_execution where run_id = :run and"
                                          + " execution = :execution and decision is not null")
                                  .bind("run", answer.getKey())
                                  .bind("execution", answer.getValue())
                                  .mapTo(Long.class)
                                  .one())
                      != 1)
          .count();
    }
  }

  private void views(RegistryServer server, RegistryClient client, RegistryToken token)
      throws IOException, InterruptedException, RegistryException {
    Movement movement = BenchFleet.movement(plan.movements() / 2);
    String middle = Long.toString(plan.runs() / 2);
    ViewTimes views =
        new ViewTimes(
            server.uri(),
            request -> request.header("Authorization", token.authorization().orElseThrow()),
            Map.of(
                "runId", BenchFleet.runId(middle),
                "proofId", "proof-1",
                "revision", "1",
                "id", "1",
                "rule", "tier-3",
                "cluster", movement.source().cluster(),
                "keyspace", movement.source().keyspace(),
                "table", movement.source().table(),
                "destination", movement.destination().toString()));
    List<String> paths = views.paths(server.views(), movement.id(), plan.runs() / 2);
    progress.accept("views: " + paths.size() + " of them");
    Map<String, Timings> measured = views.measure(paths);
    double slowest =
        measured.values().stream().mapToDouble(times -> times.within(0.95)).max().orElse(0);
    report.under(
        "the slowest of "
            + paths.size()
            + " views and lists, with "
            + plan.runs()
            + " runs, 19 times of 20",
        slowest,
        MOST_VIEW_MILLIS,
        "ms");
    measured.entrySet().stream()
        .sorted(
            (one, other) ->
                Double.compare(other.getValue().within(0.5), one.getValue().within(0.5)))
        .limit(6)
        .forEach(
            view ->
                report.figure(
                    "GET " + view.getKey() + ", half", view.getValue().within(0.5), "ms"));
    long begun = System.nanoTime();
    client.copy(null);
    report.figure(
        "the whole copy for a worker, with " + plan.movements() + " movements",
        seconds(begun),
        "s");
  }

  private void simulation(RegistryClient client) throws RegistryException {
    progress.accept("simulation: " + plan.rules() + " rules, " + plan.movements() + " movements");
    putRules(client, plan.rules());
    long begun = System.nanoTime();
    SimulationReport simulated = client.simulate(new SimulationRequest(null, "tier-3=50", 30, 100));
    report.under(
        plan.rules() + " rules and " + simulated.movements() + " movements simulated, over HTTP",
        seconds(begun),
        MOST_SIMULATION_SECONDS,
        "s");
    report.figure("of it the simulation itself", simulated.seconds(), "s");
  }

  private static void putRules(RegistryClient client, int count) throws RegistryException {
    client.putRoutingTable(
        BenchFleet.rules(count), client.routingTable().revision(), CHANGE, false);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
