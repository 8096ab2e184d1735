package io.pointsman.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.registry.TestDatabase;
import io.pointsman.registry.store.StandingStore.Kept;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class StandingStoreTest {
  private static final GuardState DEMOTED =
      GuardState.NEW.fellBack(new Guard(0, 1, false, 0), Instant.EPOCH, "run-1");

  private final StandingStore store = new StandingStore();
  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(kind.in(directory));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void ofTwoWhoActOnOneStateTheSecondIsRefused() {
    Kept<GuardState> read = read("m");
    replace(read, GuardState.NEW.proved());
    assertThatThrownBy(() -> replace(read, DEMOTED))
        .isInstanceOf(StandingChangedException.class)
        .hasMessageContaining("guard/m is no longer at revision 0");
    Kept<GuardState> second = read("m");
    assertThat(second.revision()).isEqualTo(1);
    replace(second, DEMOTED);
    assertThatThrownBy(() -> replace(second, GuardState.NEW))
        .isInstanceOf(StandingChangedException.class);
    assertThat(read("m").state()).isEqualTo(DEMOTED);
  }

  @Test
  void workThatActedOnAChangedStateIsDoneAgainOnTheNewOne() {
    List<Kept<GuardState>> seen = new ArrayList<>(List.of(read("m")));
    replace(seen.get(0), GuardState.NEW.proved());
    int attempts =
        database.write(
            handle -> {
              Kept<GuardState> kept = seen.get(seen.size() - 1);
              seen.add(store.get(handle, StandingKind.GUARD, "m", GuardState.NEW));
              store.replace(handle, StandingKind.GUARD, kept, kept.state().proved());
              return seen.size() - 1;
            });
    assertThat(attempts).isEqualTo(2);
    assertThat(read("m").state().cleanProofs()).isEqualTo(2);
  }

  @Test
  void whatKeepsSomethingBackIsFoundByItself() {
    for (int i = 0; i < 5; i++) {
      replace(read("m" + i), i % 2 == 0 ? DEMOTED : GuardState.NEW.proved());
    }
    assertThat(page("", true)).containsExactly("m0", "m2");
    assertThat(page("m2", true)).containsExactly("m4");
    assertThat(page("", false)).containsExactly("m0", "m1");
  }

  private List<String> page(String after, boolean heldOnly) {
    return database.read(
        handle ->
            store.page(handle, StandingKind.GUARD, 2, after, heldOnly).stream()
                .map(Kept::name)
                .toList());
  }

  private Kept<GuardState> read(String name) {
    return database.read(handle -> store.get(handle, StandingKind.GUARD, name, GuardState.NEW));
  }

  private void replace(Kept<GuardState> read, GuardState changed) {
    database.write(
        handle -> {
          store.replace(handle, StandingKind.GUARD, read, changed);
          return null;
        });
  }
}
