package io.pointsman.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LegacyEnginesTest {
  private final ControlStore records = new ControlStore(new MemoryObjectStore(), "control");
  private final SparkApplications applications =
      new SparkApplications(
          new ControlLocation(StoreUri.parse("s3://control/jobs"), null, null, true, null),
          records,
          Patience.usual());

  @Test
  void theReferenceEngineCanDoEverything() {
    LegacyEngine engine =
        engine(new LegacySettings("reference", spark(ReferenceEngine.MAIN_CLASS), null, null));

    assertThat(engine.name()).isEqualTo("reference");
    assertThat(engine.abilities())
        .isEqualTo(new LegacyEngine.Abilities(true, true, true, true, true, true, true, true));
    assertThat(engine.notGuaranteed()).isEmpty();
  }

  @Test
  void anotherApplicationCanDoWhatItsArgumentsTellIt() {
    LegacyEngine told =
        sparkSubmit("--from={source.table}", "{pin.backupId}", "{pin.referenceTime}", "{branch}");
    assertThat(told.abilities())
        .isEqualTo(new LegacyEngine.Abilities(true, true, false, true, true, false, true, true));
    assertThat(told.notGuaranteed()).isEmpty();

    LegacyEngine bare = sparkSubmit("{source.table}");
    assertThat(bare.abilities())
        .isEqualTo(
            new LegacyEngine.Abilities(false, false, false, false, false, false, true, true));
    assertThat(bare.notGuaranteed()).hasSize(2);
  }

  @Test
  void anEngineThatThereIsNotAndSettingsThatAreMissingAreNamed() {
    assertThatThrownBy(() -> engine(new LegacySettings("casspactor", null, null, null)))
        .hasMessageContaining("no legacy engine 'casspactor': it is reference, http or spark");
    assertThatThrownBy(() -> engine(new LegacySettings("http", null, null, null)))
        .hasMessageContaining("its settings, http, are missing");
    assertThatThrownBy(() -> sparkSubmit("{sauce}"))
        .hasMessageContaining("argument '{sauce}' names the field {sauce}");
    assertThatThrownBy(() -> new SparkSubmitSettings(spark("com.acme.Old"), "x", null, false))
        .hasMessageContaining("it has to be io.pointsman.legacy.WrappedMain");
  }

  private LegacyEngine sparkSubmit(String... arguments) {
    return engine(
        new LegacySettings(
            "spark-submit",
            null,
            null,
            new SparkSubmitSettings(
                spark(SparkSubmitSettings.WRAPPER), "com.acme.Old", List.of(arguments), false)));
  }

  private LegacyEngine engine(LegacySettings settings) {
    return LegacyEngines.of(settings, applications, records, Map.of());
  }

  private static SparkSettings spark(String mainClass) {
    return new SparkSettings(
        Path.of("spark"),
        "local[1]",
        null,
        mainClass,
        "engine.jar",
        List.of(),
        Map.of(),
        Map.of(),
        Path.of("logs"));
  }
}
