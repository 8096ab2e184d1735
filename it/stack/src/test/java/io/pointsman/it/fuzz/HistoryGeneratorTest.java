package io.pointsman.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryGeneratorTest {
  private static final List<Mode> TOGETHER = List.of(Mode.ALL, Mode.ALL);
  private static final List<Mode> APART = List.of(Mode.ALL, Mode.FIRST, Mode.SECOND, Mode.ALL);

  @Test
  void theSameSeedDrawsTheSameHistoriesAndAnotherOneOthers() {
    History one = new HistoryGenerator(7, APART).draw(3, false);
    assertThat(new HistoryGenerator(7, APART).draw(3, false)).isEqualTo(one);
    assertThat(new HistoryGenerator(8, APART).draw(3, false)).isNotEqualTo(one);
    assertThat(new HistoryGenerator(7, APART).draw(4, false)).isNotEqualTo(one);
  }

  @Test
  void everyKindOfStatementAndEveryTypeIsDrawn() {
    String all = text(TOGETHER, 400);
    assertThat(all)
        .contains("INSERT", "UPDATE", "DELETE", "BATCH", "TRUNCATE", "IF NOT EXISTS", "IF EXISTS")
        .contains("TTL", "TIMESTAMP", "COUNTER BATCH", "ALTER TYPE", "DROP", "RENAME")
        .contains("COMPACT STORAGE", "STATIC", "DESC", "gc_grace_seconds = 0", "nodetool compact");
    for (io.pointsman.backup.CqlType.Simple type : io.pointsman.backup.CqlType.Simple.values()) {
      assertThat(all).contains(" " + type.cql());
    }
    assertThat(all)
        .contains("list<", "set<", "map<", "tuple<", "vector<", "_u0", "LexicalUUIDType");
  }

  @Test
  void aHistoryNamesItsTypesAndManyHaveThemAll() {
    History history =
        new History(
            0,
            List.of(
                "CREATE TYPE @@_u0 (f0 date, f1 'org.example.SetType')",
                "CREATE TABLE @@ (\"map\" text, \"C1\" vector<int, 2>, PRIMARY KEY ((\"map\"))) WITH"
                    + " compression = {'class': 'list'}"),
            List.of());
    assertThat(history.types())
        .containsExactly("custom", "date", "int", "text", "user-defined", "vector");
    HistoryGenerator generator = new HistoryGenerator(1, APART);
    assertThat(
            IntStream.range(0, 200)
                .mapToObj(number -> generator.draw(number, false))
                .flatMap(drawn -> drawn.types().stream())
                .collect(Collectors.toSet()))
        .isEqualTo(History.ALL_TYPES);
  }

  @Test
  void replicasThatDifferNeverForgetTombstonesNorChangeTheSchemaApart() {
    assertThat(text(APART, 300)).doesNotContain("gc_grace_seconds = 0");
    for (int number = 0; number < 300; number++) {
      History history = new HistoryGenerator(1, APART).draw(number, false);
      assertThat(history.steps())
          .filteredOn(placed -> APART.get(placed.round()) != Mode.ALL)
          .noneMatch(placed -> placed.step() instanceof History.Step.Alter);
    }
  }

  @Test
  void aHistoryOfSomeStepsKeepsTheirRounds() {
    History history = new HistoryGenerator(1, APART).draw(5, false);
    List<History.Placed> some = history.steps().subList(1, 4);
    assertThat(history.with(some).steps()).isEqualTo(some);
    assertThat(history.with(some).rounds()).hasSameSizeAs(APART);
  }

  private static String text(List<Mode> modes, int histories) {
    HistoryGenerator generator = new HistoryGenerator(1, modes);
    return IntStream.range(0, histories)
        .mapToObj(number -> generator.draw(number, false).cql("ks.t", modes))
        .collect(Collectors.joining("\n"));
  }
}
