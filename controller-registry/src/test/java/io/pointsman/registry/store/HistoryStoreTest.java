package io.pointsman.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.Spent;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.TestDatabase;
import io.pointsman.registry.store.DayFigure.Figure;
import io.pointsman.registry.store.HistoryStore.Grouping;
import io.pointsman.registry.store.HistoryStore.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class HistoryStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2026-11-22");
  private static final String PROFILES = "members/ks/profiles -> lake.ns.profiles";
  private static final String VISITS = "members/ks/visits_1 -> lake.ns.visits_1";

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final HistoryStore store = new HistoryStore();
  private Database database;
  private long reports;

  @BeforeEach
  void open() {
    database = Database.open(kind.in(directory));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aMovementCountsOnceADayForEachConnectorThatServedIt() {
    found(
        findings -> {
          served(findings, NOON, PROFILES, Connector.SPARK);
          served(findings, NOON.plusSeconds(60), PROFILES, Connector.SPARK);
          served(findings, NOON.plusSeconds(90), VISITS, Connector.LEGACY);
        });
    found(findings -> served(findings, NOON.plusSeconds(120), PROFILES, Connector.LEGACY));
    found(findings -> served(findings, NOON.plus(Duration.ofDays(1)), PROFILES, Connector.LEGACY));
    assertThat(days(DAY))
        .containsEntry(new DayFigure(DAY, Figure.MOVEMENTS, "SPARK"), 1.0)
        .containsEntry(new DayFigure(DAY, Figure.MOVEMENTS, "LEGACY"), 2.0)
        .containsEntry(new DayFigure(DAY.plusDays(1), Figure.MOVEMENTS, "LEGACY"), 1.0)
        .containsEntry(new DayFigure(DAY, Figure.RUNS, "SPARK"), 2.0)
        .containsEntry(new DayFigure(DAY, Figure.RUNS, "LEGACY"), 2.0);
    assertThat(days(DAY.plusDays(1))).hasSize(3);
  }

  @Test
  void whatFailedAttemptsReadIsNoneOfTheConnectorThatServed() {
    found(findings -> served(findings, NOON, PROFILES, Connector.LEGACY));
    assertThat(days(DAY)).containsEntry(new DayFigure(DAY, Figure.BYTES, "LEGACY"), 700.0);
    assertThat(movement(PROFILES).legacy().usual()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void aFailureThatIsServedLaterStaysCountedAndNeedsNobodyAnyMore() {
    Outcome failed = outcome(PROFILES, Route.LEGACY, null, FailureReason.LEGACY_FAILED);
    found(findings -> findings.reported(1, NOON, failed, true, null));
    found(findings -> findings.reported(2, NOON.plusSeconds(1), failed, false, null));
    assertThat(unserved(NOON))
        .singleElement()
        .satisfies(one -> assertThat(one.failure()).isEqualTo(FailureReason.LEGACY_FAILED));
    assertThat(unserved(NOON.plusSeconds(60))).isEmpty();
    found(findings -> served(findings, NOON.plusSeconds(2), PROFILES, Connector.LEGACY));
    assertThat(unserved(NOON)).isEmpty();
    assertThat(days(DAY)).containsEntry(new DayFigure(DAY, Figure.FAILED, "LEGACY_FAILED"), 1.0);
    assertThat(troubles(5, Long.MAX_VALUE, null))
        .extracting(HistoryStore.Trouble::report)
        .containsExactly(1L);
  }

  @Test
  void fallbacksAreFoundByTheirReasonNewestFirst() {
    found(
        findings -> {
          for (int report = 1; report <= 4; report++) {
            FailureReason reason =
                report % 2 == 0 ? FailureReason.SPARK_LOST : FailureReason.DEADLINE;
            findings.reported(
                report, NOON, outcome(PROFILES, Route.SPARK, Connector.LEGACY, reason), true, null);
          }
        });
    assertThat(troubles(9, 4, FailureReason.SPARK_LOST))
        .extracting(HistoryStore.Trouble::report)
        .containsExactly(2L);
    assertThat(troubles(2, Long.MAX_VALUE, null))
        .extracting(HistoryStore.Trouble::report)
        .containsExactly(4L, 3L);
    assertThat(movement(PROFILES).fallbacks()).isEqualTo(4);
  }

  @Test
  void registeredMovementsCountBeforeTheyRanAndOthersWhileTheyRanOfLate() {
    Movement member =
        new Movement(
            Movement.parse(VISITS).source(),
            Movement.parse(VISITS).destination(),
            null,
            "tier-1",
            Map.of());
    found(
        findings -> {
          findings.defined(VISITS, MovementDefinition.of(member));
          served(findings, NOON, PROFILES, Connector.SPARK);
        });
    assertThat(shares(NOON))
        .containsExactlyInAnyOrder(
            new Share("tier-1", null, 1), new Share(null, Connector.SPARK, 1));
    assertThat(shares(NOON.plusSeconds(1))).containsExactly(new Share("tier-1", null, 1));
    found(findings -> findings.defined(VISITS, null));
    assertThat(shares(NOON.plusSeconds(1))).isEmpty();
    Optional<Instant> legacy = read(store::legacyServed);
    assertThat(legacy).isEmpty();
  }

  @Test
  void movementsAreFoundByAnyPartOfTheirNameAndNothingInItIsAPattern() {
    found(
        findings -> {
          served(findings, NOON, PROFILES, Connector.SPARK);
          served(findings, NOON, VISITS, Connector.LEGACY);
        });
    assertThat(search("VISITS_")).containsExactly(VISITS);
    assertThat(search("rof%les")).isEmpty();
    assertThat(search("ks/")).containsExactly(PROFILES, VISITS);
    List<MovementFigures> later =
        read(handle -> store.movements(handle, 5, PROFILES, null, null, Connector.LEGACY));
    assertThat(later).extracting(MovementFigures::movementId).containsExactly(VISITS);
  }

  private Map<DayFigure, Double> days(LocalDate from) {
    return read(handle -> store.days(handle, from));
  }

  private List<MovementFigures> unserved(Instant since) {
    return read(handle -> store.unserved(handle, since, 5));
  }

  private List<HistoryStore.Trouble> troubles(int limit, long before, FailureReason failure) {
    return read(handle -> store.troubles(handle, limit, before, failure));
  }

  private List<String> search(String part) {
    return read(handle -> store.movements(handle, 5, "", part, null, null)).stream()
        .map(MovementFigures::movementId)
        .toList();
  }

  private List<Share> shares(Instant since) {
    return read(handle -> store.shares(handle, Grouping.COHORT, since));
  }

  private MovementFigures movement(String id) {
    return read(handle -> store.movement(handle, id)).orElseThrow();
  }

  private void served(HistoryFindings findings, Instant at, String movement, Connector by) {
    Route route = by == Connector.SPARK ? Route.SPARK : Route.LEGACY;
    findings.reported(1000 + reports++, at, outcome(movement, route, by, null), true, null);
  }

  private static Outcome outcome(
      String movement, Route decided, Connector servedBy, FailureReason failure) {
    return new Outcome(
        "run-1",
        1,
        movement,
        decided,
        servedBy,
        failure,
        null,
        10L,
        1000L,
        1.0,
        new Spent(1, 300, 0.1),
        12,
        null,
        null,
        null,
        null,
        NOON,
        8.0);
  }

  private void found(Consumer<HistoryFindings> what) {
    HistoryFindings findings = new HistoryFindings();
    what.accept(findings);
    database.write(
        handle -> {
          findings.write(handle, store);
          return null;
        });
  }

  private <T> T read(Function<Handle, T> work) {
    return database.read(work);
  }
}
