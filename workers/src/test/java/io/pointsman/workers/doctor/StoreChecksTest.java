package io.pointsman.workers.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.StoreUri;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StoreChecksTest {
  private static final StoreUri URI = new StoreUri("bucket", "control");

  @Test
  void aStoreThatWritesOnlyIfAbsentPassesAndNothingIsLeft() throws IOException {
    MemoryObjectStore store = new MemoryObjectStore();
    Check check = StoreChecks.control(store, URI);
    assertThat(check.ok()).as(check.message()).isTrue();
    assertThat(check.unit()).isEqualTo("ms");
    assertNothingIsLeft(store);
  }

  @Test
  void aStoreThatIgnoresTheConditionIsFoundOut() throws IOException {
    MemoryObjectStore store = new MemoryObjectStore();
    store.ignoreConditions();
    Check check = StoreChecks.control(store, URI);
    assertThat(check.ok()).isFalse();
    assertThat(check.message())
        .contains("second writer", "two drivers", "did not give back", "To do:");
    assertNothingIsLeft(store);
  }

  private static void assertNothingIsLeft(MemoryObjectStore store) {
    store.list("", left -> fail("left: " + left.key()));
  }
}
