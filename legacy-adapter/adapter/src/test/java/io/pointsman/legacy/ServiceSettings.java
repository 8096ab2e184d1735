package io.pointsman.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import io.pointsman.legacy.HttpEngineSettings.Answer;
import io.pointsman.legacy.HttpEngineSettings.Authentication;
import io.pointsman.legacy.HttpEngineSettings.Call;
import io.pointsman.legacy.HttpEngineSettings.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Settings of job services of several abilities, with waits short enough for tests. */
final class ServiceSettings {
  static final Answer FULL_ANSWER =
      new Answer(
          "/job/id",
          "/job/state",
          "/job/rows",
          "/job/bytes",
          "/job/backup",
          "/job/referenceTime",
          "/job/snapshot",
          "/job/message");

  private static final String FULL_BODY =
      """
      {
        "label": "{jobKey}",
        "source": {"cluster": "{source.cluster}", "table": "{source.keyspace}.{source.table}"},
        "target": "{destination}",
        "branch": "{branch}",
        "backup": "{pin.backupId}",
        "now": "{pin.referenceTime}",
        "attempt": "{attempt}",
        "priority": 3,
        "tags": ["pointsman", "{movement.id}"]
      }
      """;

  private ServiceSettings() {}

  /** A service that can do everything. */
  static HttpEngineSettings full(String baseUrl) {
    return with(
        baseUrl,
        new Call("POST", "/jobs", json(FULL_BODY)),
        new Call("DELETE", "/jobs/{jobId}", null),
        new Call("GET", "/jobs?label={jobKey}", null),
        FULL_ANSWER,
        null);
  }

  /** A service that cannot be asked for a job by its key. */
  static HttpEngineSettings withoutFind(String baseUrl) {
    return with(
        baseUrl,
        new Call("POST", "/jobs", json(FULL_BODY)),
        new Call("DELETE", "/jobs/{jobId}", null),
        null,
        FULL_ANSWER,
        null);
  }

  /** A service that takes the source only, and says nothing but how it stands. */
  static HttpEngineSettings bare(String baseUrl) {
    return with(
        baseUrl,
        new Call("PUT", "/move/{source.cluster}/{source.keyspace}/{source.table}", null),
        null,
        null,
        new Answer("/job/id", "/job/state", null, null, null, null, null, null),
        null);
  }

  /** A service that chooses the backup itself and says which when it is done. */
  static HttpEngineSettings reportingItsBackup(String baseUrl) {
    return with(
        baseUrl,
        new Call("POST", "/jobs", json("{\"table\": \"{source.table}\"}")),
        null,
        null,
        FULL_ANSWER,
        null);
  }

  static HttpEngineSettings authenticated(String baseUrl, Authentication authentication) {
    return with(
        baseUrl,
        new Call("POST", "/jobs", json(FULL_BODY)),
        null,
        null,
        FULL_ANSWER,
        authentication);
  }

  static HttpEngineSettings with(
      String baseUrl,
      Call submit,
      Call cancel,
      Call find,
      Answer answer,
      Authentication authentication) {
    return new HttpEngineSettings(
        URI.create(baseUrl),
        submit,
        new Call("GET", "/jobs/{jobId}", null),
        cancel,
        find,
        answer,
        Map.of(
            "QUEUED", ServiceState.RUNNING,
            "RUNNING", ServiceState.RUNNING,
            "DONE", ServiceState.SUCCEEDED,
            "ERROR", ServiceState.FAILED,
            "KILLED", ServiceState.CANCELLED),
        authentication,
        null,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        4,
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        4_096);
  }

  static JsonNode json(String text) {
    try {
      return WireJson.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
