package io.pointsman.it.quickstart;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pointsman.backup.ObjectStore;
import io.pointsman.it.CassandraNode;
import io.pointsman.it.MedusaUpload;
import io.pointsman.it.RegistryApi;
import io.pointsman.it.SchemaText;
import io.pointsman.it.TableName;
import io.pointsman.it.Truth;
import io.pointsman.it.TruthComparison;
import io.pointsman.it.data.QuickstartData;
import io.pointsman.it.show.Check;
import io.pointsman.it.show.Progress;
import io.pointsman.it.truth.CompareRequest;
import io.pointsman.it.truth.CompareResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The quick start, step by step. */
final class Quickstart {
  private static final String BACKUP_ID = "backup-1";
  private static final Duration RUN_LIMIT = Duration.ofMinutes(15);
  private static final String ARROW = " -> ";

  private static final String SPARK_MOVEMENT = id("members", "profiles");
  private static final String LEGACY_MOVEMENT = id("billing", "invoices");
  private static final String KILLED_MOVEMENT = id("members", "logins");
  private static final String FLIPPED_MOVEMENT = id("catalog", "items");
  private static final String NOT_A_MOVEMENT = QuickstartStack.SOURCE + "/members/profiles";

  private static final String FLIPPED_RULE = "catalog-items";
  private static final String ROUTING_TABLE =
      """
      salt: pointsman
      rules:
        - id: billing-stays
          match: {keyspace: billing}
          route: {connector: legacy}
        - id: catalog-items
          match: {cohort: [tier-2]}
          route: {sparkPercent: 0}
        - id: members
          match: {cohort: [tier-1]}
          route: {sparkPercent: 100}
      default: {route: {connector: legacy}}
      """;

  private final QuickstartStack stack;
  private final Progress progress;
  private final long rows;
  private final List<Check> checks = new ArrayList<>();
  private final List<MovementRow> movements = new ArrayList<>();
  private final Map<TableName, Truth> truths = new LinkedHashMap<>();

  Quickstart(QuickstartStack stack, Progress progress, long rows) {
    this.stack = stack;
    this.progress = progress;
    this.rows = rows;
  }

  private static String id(String keyspace, String table) {
    return QuickstartStack.SOURCE
        + "/"
        + keyspace
        + "/"
        + table
        + ARROW
        + QuickstartStack.CATALOG
        + "."
        + keyspace
        + "."
        + table;
  }

  QuickstartReport run() throws Exception {
    progress.step("starting an S3 server");
    stack.startS3();
    backUpACassandra();
    startTheControlPlane();
    stack.writeSqlAccess();
    runTheMovements();
    compare();
    checks.add(
        new Check(
            "the quick start ended in time", true, progress.elapsed().toSeconds(), "seconds"));
    return new QuickstartReport(List.copyOf(movements), List.copyOf(checks), addresses());
  }

  private void backUpACassandra() throws Exception {
    progress.step("starting a Cassandra 5.0 node");
    try (CassandraNode node = stack.startCassandra()) {
      progress.step("writing " + String.format("%,d", rows) + " rows");
      QuickstartData.Written written = QuickstartData.write(node, rows, progress::detail);
      checks.add(
          new Check("rows written to Cassandra", written.rows() >= rows, written.rows(), "rows"));
      progress.step("taking a snapshot and uploading it in Medusa's layout");
      try (ObjectStore backups = stack.openBackups()) {
        MedusaUpload.Uploaded uploaded =
            new MedusaUpload(
                    backups,
                    QuickstartStack.BACKUP_PREFIX,
                    SchemaText.WITH_DROPPED_COLUMNS,
                    progress::detail)
                .backUp(node, BACKUP_ID);
        progress.detail(
            "%,d files, %.1f MB".formatted(uploaded.ssTableFiles(), uploaded.bytes() / 1e6));
      }
      progress.step("dumping the truth over CQL");
      try (CqlSession session = node.connect()) {
        for (Truth each : Truth.dump(session, QuickstartData.tables(), stack.resolve("truth"))) {
          truths.put(each.table(), each);
          progress.detail("%s: %,d rows".formatted(each.table(), each.rows()));
        }
      }
      progress.step("stopping Cassandra: from here on there is only the backup");
    }
  }

  private void startTheControlPlane() throws Exception {
    progress.step("starting Conductor");
    stack.startConductor();
    progress.step("starting the registry");
    stack.startRegistry();
    RegistryApi registry = stack.registryApi();
    registry.putSource(stack.source());
    registry.putCatalog(stack.catalog());
    registry.importMovements(
        "source,destination,cohort,owner\n"
            + csv(SPARK_MOVEMENT, "tier-1")
            + csv(KILLED_MOVEMENT, "tier-1")
            + csv(FLIPPED_MOVEMENT, "tier-2")
            + csv(LEGACY_MOVEMENT, "tier-3"));
    registry.putRoutingTable(ROUTING_TABLE, "the quick start's rules");
    progress.step("registering the workflows");
    stack.registerWorkflows();
    progress.step("starting a worker");
    stack.startWorker();
  }

  private static String csv(String movement, String cohort) {
    String[] ends = movement.split(ARROW, 2);
    return ends[0] + "," + ends[1] + "," + cohort + ",quickstart\n";
  }

  private void runTheMovements() throws Exception {
    ConductorRuns conductor = new ConductorRuns(stack.conductor().uri());
    RegistryApi registry = stack.registryApi();

    progress.step("a movement that the registry routes to Spark");
    move(conductor, SPARK_MOVEMENT, "SPARK", "SPARK");

    progress.step("a movement that stays on the legacy engine");
    move(conductor, LEGACY_MOVEMENT, "LEGACY", "LEGACY");

    progress.step("a movement routed to Spark whose driver is killed");
    moveWithTheDriverKilled(conductor);

    progress.step("a movement at 0 percent");
    move(conductor, FLIPPED_MOVEMENT, "LEGACY", "LEGACY");
    progress.step("the same movement, its rule flipped to 100 percent");
    registry.setPercent(FLIPPED_RULE, 100, "quick start: all of tier 2 to Spark");
    move(conductor, FLIPPED_MOVEMENT, "SPARK", "SPARK");

    progress.step("an input that is not a movement");
    refuse(conductor);
  }

  private JsonNode move(ConductorRuns conductor, String movement, String decided, String servedBy)
      throws IOException, InterruptedException {
    String runId = conductor.start(Map.of("movement", movement));
    JsonNode run = conductor.await(runId, RUN_LIMIT, progress::detail);
    record(movement, run, decided, servedBy);
    return run;
  }

  private void moveWithTheDriverKilled(ConductorRuns conductor)
      throws IOException, InterruptedException {
    String runId = conductor.start(Map.of("movement", KILLED_MOVEMENT));
    JsonNode run;
    int killed;
    try (ObjectStore control = stack.openControl();
        DriverKiller killer =
            new DriverKiller(control, QuickstartStack.CONTROL_PREFIX, runId, progress::detail)) {
      run = conductor.await(runId, RUN_LIMIT, progress::detail);
      killed = killer.killed();
    }
    record(KILLED_MOVEMENT, run, "SPARK", "LEGACY");
    checks.add(new Check("Spark drivers killed with kill -9", killed > 0, killed, "drivers"));
    String failure = run.path("output").path("fallback").path("failure").asText();
    checks.add(
        new Check(
            "the run whose driver was killed says SPARK_LOST",
            failure.equals("SPARK_LOST"),
            failure,
            "reason"));
  }

  private void record(String movement, JsonNode run, String decided, String servedBy) {
    JsonNode output = run.path("output");
    boolean completed = run.path("status").asText().equals("COMPLETED");
    JsonNode fallback = output.path("fallback");
    MovementRow row =
        new MovementRow(
            movement,
            text(output.path("decided")),
            text(output.path("servedBy")),
            completed
                ? fallback.hasNonNull("failure")
                    ? fallback.path("failure").asText() + ": " + fallback.path("message").asText()
                    : text(output.path("reason")) + ": " + decision(run).path("message").asText()
                : run.path("reasonForIncompletion").asText(),
            number(output.path("rows")),
            number(output.path("bytesRead")),
            seconds(run),
            number(output.path("snapshotId")),
            null);
    movements.add(row);
    checks.add(
        new Check(
            "%s: decided %s, served by %s".formatted(movement, decided, servedBy),
            completed && decided.equals(row.decided()) && servedBy.equals(row.servedBy()),
            row.decided() + ", " + row.servedBy(),
            run.path("status").asText()));
  }

  /** What decide_route said. */
  private static JsonNode decision(JsonNode run) {
    for (JsonNode task : run.path("tasks")) {
      if (task.path("referenceTaskName").asText().equals("decide_route")) {
        return task.path("outputData");
      }
    }
    return MissingNode.getInstance();
  }

  private void refuse(ConductorRuns conductor) throws IOException, InterruptedException {
    String runId = conductor.start(Map.of("movement", NOT_A_MOVEMENT));
    JsonNode run = conductor.await(runId, RUN_LIMIT, progress::detail);
    String reason = run.path("reasonForIncompletion").asText();
    String decided = text(run.path("output").path("decided"));
    movements.add(
        new MovementRow(NOT_A_MOVEMENT, decided, null, reason, null, null, null, null, null));
    boolean nothingTried = true;
    for (JsonNode task : run.path("tasks")) {
      nothingTried &=
          !List.of("move_data_spark", "claim_legacy")
              .contains(task.path("referenceTaskName").asText());
    }
    checks.add(
        new Check(
            "input that is not a movement is refused with the field named, nothing is moved",
            run.path("status").asText().equals("FAILED")
                && "REFUSED".equals(decided)
                && reason.contains("'movement")
                && nothingTried,
            reason,
            ""));
  }

  private void compare() throws Exception {
    progress.step("reading every destination back and comparing it with the truth, row by row");
    List<CompareRequest.Comparison> comparisons = new ArrayList<>();
    for (int run = 0; run < movements.size(); run++) {
      MovementRow row = movements.get(run);
      if (row.snapshotId() != null) {
        String[] source = row.movement().split(ARROW, 2)[0].split("/", 3);
        Truth truth = truths.get(new TableName(source[1], source[2]));
        comparisons.add(
            TruthComparison.of(
                Integer.toString(run), truth, source[1], source[2], row.snapshotId()));
      }
    }
    if (comparisons.isEmpty()) {
      checks.add(new Check("every served movement equals the truth", false, 0, "movements"));
      return;
    }
    List<CompareResult> results =
        TruthComparison.run(
            stack.paths(),
            new CompareRequest(QuickstartStack.CATALOG, stack.sparkCatalog(), comparisons),
            stack.resolve("compare"),
            stack.s3().environment(),
            progress::detail);
    for (CompareResult result : results) {
      int run = Integer.parseInt(result.name());
      MovementRow row = movements.get(run);
      movements.set(run, row.withEqual(result.equal()));
      checks.add(
          new Check(
              row.movement() + " by " + row.servedBy() + " equals the truth",
              result.equal(),
              result.problem() != null
                  ? result.problem()
                  : result.equal()
                      ? result.rowsTable()
                      : "%d missing, %d extra, such as %s"
                          .formatted(result.missing(), result.extra(), result.samples()),
              "rows"));
    }
  }

  private Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("registry's page", stack.registry().toString());
    addresses.put("the token to log in there", stack.registryToken().toString());
    addresses.put("Conductor's API", stack.conductor().uri().resolve("/api").toString());
    addresses.put("S3 endpoint", stack.s3().endpoint().toString());
    addresses.put(
        "look at the tables", "./pointsman sql \"SELECT * FROM lake.members.profiles LIMIT 5\"");
    addresses.put("files and logs", stack.resolve("").toString());
    return addresses;
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : node.asText();
  }

  private static Long number(JsonNode node) {
    return node.isNumber() ? Long.valueOf(node.asLong()) : null;
  }

  private static double seconds(JsonNode run) {
    return (run.path("endTime").asLong() - run.path("createTime").asLong()) / 1000.0;
  }
}
