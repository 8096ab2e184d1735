package io.pointsman.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.WireJson;
import io.pointsman.legacy.HttpEngineSettings.Call;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEngineSettingsTest {
  private static final String BASE = "http://127.0.0.1:1";

  @Test
  void settingsAreReadFromADocumentAndHaveUsualTimes() throws Exception {
    HttpEngineSettings settings =
        WireJson.mapper()
            .readValue(
                """
                {
                  "baseUrl": "https://jobs.example.com/v1/",
                  "submit": {"method": "POST", "path": "/jobs", "body": {"t": "{source.table}"}},
                  "status": {"method": "GET", "path": "/jobs/{jobId}"},
                  "answer": {"jobId": "/id", "state": "/state"},
                  "states": {"ok": "SUCCEEDED"},
                  "requestTimeout": "PT10S"
                }
                """,
                HttpEngineSettings.class);

    assertThat(settings.baseUrl()).isEqualTo(URI.create("https://jobs.example.com/v1/"));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.attempts()).isEqualTo(5);
    assertThat(settings.firstBackoff()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.longestBackoff()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.maxAnswerBytes()).isEqualTo(1 << 20);
    assertThat(settings.idempotencyHeader()).isEqualTo("Idempotency-Key");
    assertThat(settings.authentication()).isNull();
  }

  @Test
  void theExampleOfTheDocumentationIsAnEngineThatCanDoEverythingButStage() throws Exception {
    String document = Files.readString(Path.of("../../docs/legacy-engines.md"));
    String yaml = document.substring(document.indexOf("```yaml") + 7);
    JsonNode example = new YAMLMapper().readTree(yaml.substring(0, yaml.indexOf("```")));

    HttpLegacyEngine engine =
        new HttpLegacyEngine(
            WireJson.mapper().treeToValue(example.at("/legacy/http"), HttpEngineSettings.class),
            new ControlStore(new MemoryObjectStore(), "control"),
            Map.of("POINTSMAN_CREDENTIALS_CASSPACTOR_TOKEN", "secret"));

    assertThat(engine.abilities())
        .isEqualTo(new LegacyEngine.Abilities(true, true, true, true, false, false, true, true));
    for (String field : RequestFields.NAMES) {
      assertThat(document).contains("`" + field + "`");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://jobs",
        "http://user:secret@jobs",
        "http://jobs?to=1",
        "http://jobs#x",
        "jobs:80",
        "/jobs"
      })
  void aBaseUrlIsAnHttpAddressAndNothingElse(String baseUrl) {
    assertThatThrownBy(() -> ServiceSettings.full(baseUrl))
        .hasMessageContaining("baseUrl is not an http or https URL");
  }

  @Test
  void aFieldThatThereIsNotIsRefusedWithThoseThatThereAre() {
    HttpEngineSettings settings =
        ServiceSettings.with(
            BASE,
            new Call("POST", "/jobs", ServiceSettings.json("{\"a\": {\"b\": [\"{sauce}\"]}}")),
            null,
            null,
            ServiceSettings.FULL_ANSWER,
            null);

    assertThatThrownBy(() -> engine(settings))
        .hasMessageContaining("submit.body.a.b names the field {sauce}, which there is not")
        .hasMessageContaining("source.table");
  }

  @Test
  void theJobIdIsNoFieldOfASubmit() {
    HttpEngineSettings settings =
        ServiceSettings.with(
            BASE,
            new Call("POST", "/jobs/{jobId}", null),
            null,
            null,
            ServiceSettings.FULL_ANSWER,
            null);

    assertThatThrownBy(() -> engine(settings))
        .hasMessageContaining("submit.path names the field {jobId}");
  }

  @Test
  void findingByTheRunIdAloneIsRefusedSinceItWouldFindAnotherExecution() {
    HttpEngineSettings settings =
        ServiceSettings.with(
            BASE,
            new Call("POST", "/jobs", null),
            null,
            new Call("GET", "/jobs?run={runId}", null),
            ServiceSettings.FULL_ANSWER,
            null);

    assertThatThrownBy(() -> engine(settings))
        .hasMessageContaining("findByRunId has to name {jobKey}, or {runId}, {execution}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "/jobs with spaces", "/jobs\n", "/jobs#top"})
  void aPathIsAPath(String path) {
    assertThatThrownBy(() -> new Call("GET", path, null)).hasMessageContaining("path is '");
  }

  @Test
  void whatAFieldIsReplacedByIsNotLookedAtAgain() {
    Template template = Template.parse("t", "{{x}} {branch}", RequestFields.NAMES);
    assertThat(template.fill(Map.of("branch", "{runId}"), value -> value)).isEqualTo("{x} {runId}");
  }

  private static HttpLegacyEngine engine(HttpEngineSettings settings) {
    return new HttpLegacyEngine(
        settings, new ControlStore(new MemoryObjectStore(), "control"), Map.of());
  }
}
