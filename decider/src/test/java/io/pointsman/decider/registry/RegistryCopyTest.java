package io.pointsman.decider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Breaker;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.decider.Standing;
import io.pointsman.decider.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryCopyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Movement CALLED = Movement.parse("members/ks/t -> lake.ns.t");
  private static final RegistryCopy COPY =
      RegistryCopy.of(
          12,
          RoutingTableParser.parse(
              """
              salt: pointsman
              rules: [{id: tier-1, match: {cohort: tier-1}, route: {connector: spark}}]
              default: {route: {connector: legacy}}
              """),
          List.of(SourceDefinition.of("members", "s3://backups/x", "medusa")),
          List.of(new CatalogDefinition("lake", Map.of("type", "rest"), null)),
          List.of(
              new MovementDefinition(
                  new Movement(
                      CALLED.source(),
                      CALLED.destination(),
                      DataModel.KEY_VALUE,
                      "tier-1",
                      Map.of("team", "growth")),
                  "ana",
                  Duration.ofHours(26),
                  OnNoBackup.REFUSED,
                  null,
                  null,
                  Map.of("pool", "night"))),
          new Standing(
              Map.of("tier-1", 2),
              Map.of(
                  CALLED.id(),
                  GuardState.NEW
                      .proved()
                      .disproved(new Guard(0, 0, true, 3), NOW, "proof p does not match")),
              BreakerState.CLOSED.failed(
                  new Breaker(1),
                  new BreakerState.Fallback("m", "run-9", FailureReason.SPARK_LOST, NOW))),
          NOW);

  @Test
  void aCopyIsReadBackEqualFromItsJson() throws JsonProcessingException {
    String json = WireJson.mapper().writeValueAsString(COPY);
    assertThat(json).contains("\"maxBackupAge\":\"PT26H\"");
    assertThat(WireJson.mapper().readValue(json, RegistryCopy.class)).isEqualTo(COPY);
  }

  @Test
  void whatTheRegistrySaysOfAMovementOverrulesItsCaller() {
    assertThat(COPY.effective(CALLED).cohort()).isEqualTo("tier-1");
    assertThat(COPY.effective(CALLED).dataModel()).isEqualTo(DataModel.KEY_VALUE);
    Movement unknown = Movement.parse("members/ks/other -> lake.ns.other");
    assertThat(COPY.effective(unknown)).isEqualTo(unknown);
    Decision decision = COPY.decide(request(CALLED), 3, NOW, "worker");
    assertThat(decision.rule()).isEqualTo("tier-1");
    assertThat(decision.execution()).isEqualTo(3);
    assertThat(decision.movement().cohort()).isEqualTo("tier-1");
    assertThat(decision.decidedBy()).isEqualTo("worker");
  }

  @Test
  void aWorkerThatDecidesByItsCopyLetsNoProbeThrough() {
    Decision worker = COPY.decide(request(CALLED), 1, NOW, "worker");
    assertThat(worker.route()).isEqualTo(Route.LEGACY);
    assertThat(worker.reason()).isEqualTo(DecisionReason.BREAKER);
    assertThat(worker.standing().breaker().open()).isTrue();
    assertThat(COPY.decide(request(CALLED), 1, NOW, RouteDecider.REGISTRY).isProbe()).isTrue();
  }

  @Test
  void anUnknownSourceOrCatalogIsRefusedWithTheFieldAndTheKnownNames() {
    Decision source =
        COPY.decide(request(Movement.parse("nobody/ks/t -> lake.ns.t")), 1, NOW, "worker");
    assertThat(source.route()).isEqualTo(Route.REFUSED);
    assertThat(source.reason()).isEqualTo(DecisionReason.INVALID_INPUT);
    assertThat(source.message())
        .isEqualTo(
            "REFUSED: Not a movement: field 'source.cluster' is 'nobody', a source that the"
                + " registry does not know; it knows members");
    assertThat(
            COPY.decide(request(Movement.parse("members/ks/t -> swamp.ns.t")), 1, NOW, "worker")
                .message())
        .contains("field 'destination.catalog' is 'swamp'", "it knows lake");
    assertThat(
            RegistryCopy.of(
                    0,
                    RoutingTable.allLegacy(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Standing.BEGINNING,
                    NOW)
                .unknownName(CALLED))
        .hasValueSatisfying(problem -> assertThat(problem).contains("it knows none yet"));
  }

  @Test
  void aCopyOfAnEarlierVersionIsReadWithoutWhatItDoesNotKnow() throws Exception {
    RegistryCopy written = COPY.withUsualLegacySeconds(Map.of(CALLED.id(), 90L));
    ObjectNode document = WireJson.mapper().valueToTree(written);
    assertThat(WireJson.mapper().treeToValue(document, RegistryCopy.class)).isEqualTo(written);
    assertThat(written.usualLegacyTime(CALLED)).hasValue(Duration.ofSeconds(90));

    document.remove("usualLegacySeconds");
    document.withObject("/sources/members").remove("retention");
    RegistryCopy earlier = WireJson.mapper().treeToValue(document, RegistryCopy.class);
    assertThat(earlier).isEqualTo(COPY);
    assertThat(earlier.usualLegacyTime(CALLED)).isEmpty();
    assertThat(earlier.source("members").orElseThrow().keptUntil(NOW)).isEmpty();
  }

  private static DecisionRequest request(Movement movement) {
    return new DecisionRequest("run", NOW, movement, null, null, null, false, 1, Map.of());
  }
}
