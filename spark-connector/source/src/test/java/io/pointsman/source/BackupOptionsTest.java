package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupOptionsTest {
  private static final Map<String, String> LEAST =
      Map.of("backupUri", "s3://backups/p", "keyspace", "shop", "table", "Orders");

  @Test
  void theLeastThatMustBeSaid() {
    BackupOptions options = BackupOptions.parse(LEAST);
    assertThat(options.layout()).isEqualTo("auto");
    assertThat(options.table()).isEqualTo("Orders");
    assertThat(options.backupId()).isNull();
    assertThat(options.splits()).isNull();
    assertThat(options.splitBytes()).isEqualTo(128L << 20);
    assertThat(options.store().bucket()).isEqualTo("backups");
  }

  @Test
  void namesAreReadWhateverTheirCase() {
    Map<String, String> options = new HashMap<>(LEAST);
    options.put("SPLITS", "3");
    options.put("referencetime", "2026-01-02T03:04:05Z");
    assertThat(BackupOptions.parse(options).splits()).isEqualTo(3);
    assertThat(BackupOptions.parse(options).referenceTime())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backupUri", "keyspace", "table"})
  void whatIsMissingIsNamed(String name) {
    Map<String, String> options = new HashMap<>(LEAST);
    options.remove(name);
    assertThatThrownBy(() -> BackupOptions.parse(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name.equals("backupUri") ? "backupUri" : "'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "splits, 0, Option 'splits' is 0",
    "splits, many, Option 'splits' is no number: 'many'",
    "splitBytes, -1, Option 'splitBytes' is -1",
    "asOf, yesterday, Option 'asOf' is 'yesterday'",
    "pin, {, Option 'pin' is no pin",
    "backupUri, /tmp, Not an object store's address",
    "tabel, x, Unknown options [tabel]",
  })
  void whatIsMalformedIsNamed(String name, String value, String message) {
    Map<String, String> options = new HashMap<>(LEAST);
    options.put(name, value);
    assertThatThrownBy(() -> BackupOptions.parse(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPinTravelsThroughTheOptions() {
    Instant takenAt = Instant.parse("2026-01-02T03:04:05.678Z");
    BackupPin pin =
        new BackupPin(
            "members",
            "medusa",
            "b1",
            takenAt,
            takenAt.plusSeconds(60),
            "dc1",
            "ALL",
            "00ff",
            List.of(new BackupPin.NodeManifest("n1", "p/n1/b1/meta/manifest.json", "ab")));
    SourceDefinition source =
        SourceDefinition.of("members", "s3://backups/p", "medusa")
            .withStore("eu-west-1", "http://127.0.0.1:9000", true)
            .withReplicas("dc1", null)
            .withCredentials("quick")
            .withMaxSkew(java.time.Duration.ofHours(2));
    BackupOptions options = BackupOptions.parse(BackupOptions.of(source, pin, "shop", "orders"));
    assertThat(options.pin()).isEqualTo(pin);
    assertThat(options.backupId()).isEqualTo("b1");
    assertThat(options.referenceTime()).isEqualTo(takenAt.plusSeconds(60));
    assertThat(options.dataCentre()).isEqualTo("dc1");
    assertThat(options.maxSkew()).isEqualTo(java.time.Duration.ofHours(2));
    assertThat(options.store().credentials()).isEqualTo("quick");
  }
}
