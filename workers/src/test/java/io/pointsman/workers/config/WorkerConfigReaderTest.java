package io.pointsman.workers.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.workers.config.WorkerConfig.EndpointSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerConfigReaderTest {
  private static final String MINIMAL =
      """
      conductor: {url: "http://conductor:8080"}
      registry: {url: "http://registry:8085"}
      control: {uri: "s3://jobs/pointsman"}
      """;

  @TempDir private Path home;

  @BeforeEach
  void layOut() throws IOException {
    Path submit = home.resolve("spark-connector/target/spark-home/bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/bin/sh\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    for (String jar :
        List.of(
            "spark-connector/target/job-jars/iceberg-1.jar",
            "spark-connector/target/job-jars/source-1.jar",
            "legacy-adapter/target/job-jars/reference-1.jar",
            "legacy-adapter/target/job-jars/adapter-1.jar")) {
      Files.createDirectories(home.resolve(jar).getParent());
      Files.writeString(home.resolve(jar), "");
    }
  }

  @Test
  void theDefaultsAreThoseThatTheReadmeNames() throws ConfigException {
    WorkerConfig config = read(MINIMAL, Map.of());

    assertThat(config.conductor()).isEqualTo(URI.create("http://conductor:8080"));
    assertThat(config.registry().maxCopyAge()).isEqualTo(Duration.ofHours(24));
    assertThat(config.process().roles()).isEqualTo(Set.of(Role.values()));
    assertThat(config.process().threads()).isEqualTo(8);
    assertThat(config.process().pollInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.process().awaitInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.process().stopGrace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.endpoint()).isNull();
    assertThat(config.runs().deadline()).isEqualTo(Duration.ofHours(12));
    assertThat(config.runs().legacyReserve()).isEqualTo(Duration.ofMinutes(30));
    assertThat(config.runs().sparkAttempts()).isEqualTo(1);
    assertThat(config.runs().commitTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.spark().settings().master()).isEqualTo("local[*]");
    assertThat(config.spark().settings().appResource()).endsWith("iceberg-1.jar");
    assertThat(config.spark().settings().jars())
        .singleElement()
        .asString()
        .endsWith("source-1.jar");
    assertThat(config.legacy().settings().engine()).isEqualTo("reference");
    assertThat(config.legacy().settings().reference().appResource()).endsWith("reference-1.jar");
  }

  @Test
  void theEnvironmentOverrulesTheFile() throws ConfigException {
    WorkerConfig config =
        read(
            MINIMAL,
            Map.of(
                "POINTSMAN_REGISTRY_MAX_COPY_AGE", "90s",
                "POINTSMAN_CONDUCTOR_URL", "https://other",
                "POINTSMAN_WORKER_ROLES", "decide, spark",
                "POINTSMAN_WORKER_PORT", "9095"));

    assertThat(config.endpoint()).isEqualTo(new EndpointSettings("127.0.0.1", 9095));
    assertThat(config.registry().maxCopyAge()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.conductor()).isEqualTo(URI.create("https://other"));
    assertThat(config.process().roles()).containsExactlyInAnyOrder(Role.DECIDE, Role.SPARK);
    assertThat(config.legacy()).isNull();
  }

  @Test
  void theTokenComesFromTheEnvironmentOrTheFileAndIsNeverShown() throws ConfigException {
    String inFile = MINIMAL.replace("8085\"", "8085\", token: pmt_secret");
    WorkerConfig config = read(inFile, Map.of());
    assertThat(config.registry().token().authorization()).hasValue("Bearer pmt_secret");
    assertThat(config.toString()).doesNotContain("pmt_secret");
    assertThat(
            read(inFile, Map.of("POINTSMAN_TOKEN", "pmt_own")).registry().token().authorization())
        .hasValue("Bearer pmt_own");
    assertThat(
            read(MINIMAL, Map.of("POINTSMAN_REGISTRY_TOKEN_FILE", "/run/token")).registry().token())
        .hasToString("the file /run/token");
  }

  @Test
  void everyFaultIsNamedWithItsKeyAndWhatIsExpected() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                read(
                    """
                    conductor: {url: "ftp://x"}
                    registry: {url: "http://registry", maxCopyAg: 3h}
                    worker: {threads: many, roles: [decide, cook]}
                    runs: {deadline: 1h, legacyReserve: 2h}
                    spurk: {}
                    """,
                    Map.of()));

    assertThat(refused.faults())
        .contains(
            "conductor.url is 'ftp://x'; expected an http or https URL",
            "registry.maxCopyAg is not a setting; here are: copyFile, maxCopyAge, token, tokenFile, url",
            "control.uri is missing; expected s3://bucket/prefix",
            "worker.threads is 'many'; expected a whole number from 1 to 256",
            "runs.legacyReserve is PT2H, which leaves nothing of the deadline PT1H for Spark;"
                + " expected less")
        .anySatisfy(fault -> assertThat(fault).startsWith("worker.roles 'cook' is no role"))
        .anySatisfy(fault -> assertThat(fault).startsWith("spurk is not a setting"));
    assertThat(refused).hasMessageContaining("Cannot start with test.yaml");
  }

  @Test
  void aWorkerOfOneRoleNeedsNothingOfTheOthers() throws ConfigException {
    WorkerConfig config =
        new WorkerConfigReader(Map.of(), null).parse(MINIMAL, "test.yaml", List.of("decide"));

    assertThat(config.spark()).isNull();
    assertThat(config.legacy()).isNull();
  }

  @Test
  void withoutASparkHomeTheSparkRoleIsRefused() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                new WorkerConfigReader(Map.of(), null)
                    .parse(MINIMAL, "test.yaml", List.of("spark")));

    assertThat(refused.faults())
        .contains("spark.home is missing; expected the path of a SPARK_HOME");
  }

  @Test
  void aJobServicesMappingIsCheckedToo() throws ConfigException {
    String http =
        MINIMAL
            + """
            legacy:
              engine: http
              http:
                baseUrl: http://jobs.example.com
                submit: {method: POST, path: /jobs, body: {run: "{runId}"}}
                status: {method: GET, path: "/jobs/{jobId}"}
                answer: {jobId: /id, state: /state}
                states: {RUNNING: RUNNING, DONE: SUCCEEDED, ERROR: FAILED}
            """;
    assertThat(read(http, Map.of()).legacy().settings().http().baseUrl())
        .isEqualTo(URI.create("http://jobs.example.com"));

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> read(http.replace("method: POST", "method: SHOUT"), Map.of()));
    assertThat(refused.faults()).singleElement().asString().contains("legacy.http", "SHOUT");
  }

  private WorkerConfig read(String yaml, Map<String, String> environment) throws ConfigException {
    return new WorkerConfigReader(environment, home).parse(yaml, "test.yaml", List.of());
  }
}
