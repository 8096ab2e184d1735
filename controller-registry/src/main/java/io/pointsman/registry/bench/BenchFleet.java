package io.pointsman.registry.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Bucket;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The documents of an invented fleet; real records, with names in them that the database fills. */
final class BenchFleet {
  /** Stand for a movement's and a run's number in a document; no other text contains them. */
  static final String MOVEMENT_NUMBER = "9m9";

  static final String RUN_NUMBER = "9r9";

  static final String CLUSTER = "bench";
  static final String CATALOG = "lake";
  private static final int NODES = 3;
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  private BenchFleet() {}

  static Movement movement(Object number) {
    return Movement.parse(CLUSTER + "/ks/t" + number + " -> " + CATALOG + ".ns.t" + number);
  }

  static String runId(Object number) {
    return "bench-" + number;
  }

  static SourceDefinition source() {
    return SourceDefinition.of(CLUSTER, "s3://backups/bench", "medusa").withCredentials("backups");
  }

  static CatalogDefinition catalog() {
    return new CatalogDefinition(
        CATALOG, Map.of("type", "rest", "uri", "http://127.0.0.1:1"), null);
  }

  static String movementDocument() {
    Movement plain = movement(MOVEMENT_NUMBER);
    return json(
        MovementDefinition.of(
            new Movement(
                plain.source(),
                plain.destination(),
                plain.dataModel(),
                "tier-3",
                Map.of("team", "data"))));
  }

  static String guardDocument() {
    return json(new GuardState(0, 2, null));
  }

  static String decisionDocument(Route route) {
    return json(decision(route));
  }

  static String outcomeDocument(Route decided) {
    return json(
        new Outcome(
            runId(RUN_NUMBER),
            1,
            movement(MOVEMENT_NUMBER).id(),
            decided,
            decided == Route.SPARK ? Connector.SPARK : Connector.LEGACY,
            null,
            null,
            200_000L,
            73_400_320L,
            35.5,
            null,
            412.5,
            4711L,
            "backup-1",
            TIME,
            null,
            TIME.plusSeconds(412)));
  }

  static String proofDocument() {
    Decision decision = decision(Route.LEGACY);
    return json(
        new Proof(
            "proof-" + RUN_NUMBER,
            decision.runId(),
            1,
            decision.movement().id(),
            decision.pin(),
            11L,
            12L,
            "1.0",
            ProofResult.CLEAN,
            null,
            200_000L,
            200_000L,
            0L,
            null,
            TIME));
  }

  private static Decision decision(Route route) {
    Movement movement = movement(MOVEMENT_NUMBER);
    int bucket = Bucket.ofMovement("pointsman", movement.id());
    return new Decision(
        runId(RUN_NUMBER),
        1,
        1,
        TIME,
        movement,
        route,
        false,
        DecisionReason.RULE,
        "The rule 'rule-0' sends 50 % to Spark; the movement's bucket is " + bucket + ".",
        "rule-0",
        bucket,
        50.0,
        1,
        "pointsman",
        pin(movement),
        TIME,
        "registry");
  }

  static DecisionRequest request(String runId, Movement movement) {
    return new DecisionRequest(
        runId, TIME, movement, pin(movement), null, null, false, 1, Map.of("asked", "yes"));
  }

  private static BackupPin pin(Movement movement) {
    List<BackupPin.NodeManifest> nodes =
        java.util.stream.IntStream.range(0, NODES)
            .mapToObj(
                node ->
                    new BackupPin.NodeManifest(
                        "node-" + node, "m/node-" + node + ".json", "cd".repeat(32)))
            .toList();
    return new BackupPin(
        movement.source().cluster(),
        "medusa",
        "backup-1",
        TIME,
        TIME,
        null,
        "ALL",
        "ab".repeat(32),
        nodes);
  }

  /** Rules of every kind; one in a hundred begins with a wildcard and is asked of everything. */
  static String rules(int count) {
    StringBuilder document = new StringBuilder("salt: pointsman\nrules:\n");
    for (int i = 0; i < count - 1; i++) {
      document
          .append("  - {id: rule-")
          .append(i)
          .append(", match: ")
          .append(match(i))
          .append(", route: {sparkPercent: ")
          .append(i % 100)
          .append("}}\n");
    }
    return document
        .append("  - {id: tier-3, match: {cohort: [tier-3]}, route: {sparkPercent: 10}}\n")
        .append("default: {route: {connector: legacy}}\n")
        .toString();
  }

  private static String match(int number) {
    return switch (number % 10) {
      case 0, 1, 2 -> "{cluster: bench, keyspace: other" + number + "}";
      case 3, 4 -> "{table: 'events_" + number + "_*'}";
      case 5, 6 -> "{destination: 'lake.ns.t" + number * 7 + "'}";
      case 7 -> "{cohort: [tier-" + number + "], labels: {team: [t" + number + "]}}";
      case 8 -> "{cluster: bench, table: 't" + number + "*', dataModel: [key-value]}";
      default -> number % 100 == 9 ? "{cluster: '*-x" + number + "'}" : "{cohort: x" + number + "}";
    };
  }

  private static String json(Object document) {
    try {
      return WireJson.mapper().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
