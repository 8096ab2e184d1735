package io.pointsman.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a legacy job service is spoken to. Its address is here and nowhere else: no input of a run
 * can name another.
 *
 * <p>Texts of a call may hold fields in braces: {@code {runId}}, {@code {execution}}, {@code
 * {attempt}}, {@code {jobKey}}, {@code {movement.id}}, {@code {movement.dataModel}}, {@code
 * {movement.cohort}}, {@code {source.cluster}}, {@code {source.keyspace}}, {@code {source.table}},
 * {@code {source.backupUri}}, {@code {destination}}, {@code {destination.catalog}}, {@code
 * {destination.namespace}}, {@code {destination.table}}, {@code {pin.backupId}}, {@code
 * {pin.takenAt}}, {@code {pin.referenceTime}}, {@code {pin.dataCentre}}, {@code {branch}}, {@code
 * {stagingTable}}, {@code {deadline}}, and for a job that was submitted {@code {jobId}}. A text of
 * the body that is one field and nothing else becomes that field's value, null when it has none.
 *
 * @param baseUrl http or https URL that every path is appended to; without user, query or fragment
 * @param submit starts a job
 * @param status asks how a job stands
 * @param cancel stops a job, or null when the service cannot
 * @param findByRunId asks for the job of a run; a 404, or an answer without a job id, means that
 *     there is none; null when the service cannot be asked, see {@link HttpLegacyEngine}
 * @param answer where in the answers what stands
 * @param states the service's states, as its answers write them, and what each means; never empty
 * @param authentication or null when the service asks for none
 * @param idempotencyHeader the header that carries the job's key in every submit; {@code
 *     Idempotency-Key} when null
 * @param connectTimeout for a connection; 5 s when null
 * @param requestTimeout for a whole answer; 30 s when null
 * @param attempts how often a call is made at most; 5 when null
 * @param firstBackoff wait before the second attempt, then doubled; 500 ms when null
 * @param longestBackoff no wait is longer, whatever Retry-After says; 30 s when null
 * @param maxAnswerBytes a longer answer is an error; 1 MiB when null
 */
public record HttpEngineSettings(
    URI baseUrl,
    Call submit,
    Call status,
    Call cancel,
    Call findByRunId,
    Answer answer,
    Map<String, ServiceState> states,
    Authentication authentication,
    String idempotencyHeader,
    Duration connectTimeout,
    Duration requestTimeout,
    Integer attempts,
    Duration firstBackoff,
    Duration longestBackoff,
    Integer maxAnswerBytes) {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  public HttpEngineSettings {
    checkBase(baseUrl);
    require(submit != null, "submit is missing");
    require(status != null, "status is missing");
    require(answer != null, "answer is missing");
    require(
        states != null && !states.isEmpty(),
        "states is empty: say what each of the service's states means");
    states = Map.copyOf(states);
    idempotencyHeader = idempotencyHeader == null ? "Idempotency-Key" : idempotencyHeader;
    connectTimeout = positive("connectTimeout", connectTimeout, Duration.ofSeconds(5));
    requestTimeout = positive("requestTimeout", requestTimeout, Duration.ofSeconds(30));
    firstBackoff = positive("firstBackoff", firstBackoff, Duration.ofMillis(500));
    longestBackoff = positive("longestBackoff", longestBackoff, Duration.ofSeconds(30));
    attempts = attempts == null ? 5 : attempts;
    require(attempts >= 1, "attempts is " + attempts + "; it is at least 1");
    maxAnswerBytes = maxAnswerBytes == null ? 1 << 20 : maxAnswerBytes;
    require(maxAnswerBytes >= 1, "maxAnswerBytes is " + maxAnswerBytes + "; it is at least 1");
  }

  /** What a state of the service means. */
  public enum ServiceState {
    /** It runs, or waits to. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /**
   * One call.
   *
   * @param method GET, POST, PUT, PATCH or DELETE
   * @param path from the base URL, beginning with a slash, with its query; what its fields are
   *     replaced by is URL-encoded
   * @param body JSON whose texts may hold fields, or null for none
   */
  public record Call(String method, String path, JsonNode body) {
    public Call {
      require(
          method != null && METHODS.contains(method),
          "method is '" + method + "'; it is one of GET, POST, PUT, PATCH, DELETE");
      require(
          path != null && path.startsWith("/"),
          "path is '" + path + "'; it begins with a slash, after the base URL");
      require(
          path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'),
          "path is '" + path + "'; it holds nothing but what a URL may hold, and no fragment");
    }
  }

  /**
   * Where in the service's answers what stands, as JSON pointers (RFC 6901); null when it does not
   * say.
   *
   * @param jobId in the answers to submit and findByRunId
   * @param state in the answer to status
   * @param rows rows written
   * @param bytes bytes read
   * @param backupId the backup that it really read
   * @param referenceTime what it really judged TTLs at: ISO-8601, or milliseconds since the epoch
   * @param snapshotId the Iceberg snapshot that it wrote
   * @param message for people
   */
  public record Answer(
      String jobId,
      String state,
      String rows,
      String bytes,
      String backupId,
      String referenceTime,
      String snapshotId,
      String message) {
    public Answer {
      require(jobId != null, "answer.jobId is missing");
      require(state != null, "answer.state is missing");
      for (String pointer :
          new String[] {jobId, state, rows, bytes, backupId, referenceTime, snapshotId, message}) {
        require(
            pointer == null || pointer.isEmpty() || pointer.startsWith("/"),
            "answer has '" + pointer + "'; a JSON pointer begins with a slash, such as /job/id");
      }
    }
  }

  /**
   * How calls are authenticated.
   *
   * @param credentials name of the credentials: the value is that of the environment variable
   *     {@code POINTSMAN_CREDENTIALS_<NAME>_TOKEN}
   * @param header header that carries it; {@code Authorization} when null
   * @param scheme word before the value; {@code Bearer} when null, none when empty
   */
  public record Authentication(String credentials, String header, String scheme) {
    public Authentication {
      require(
          credentials != null && !credentials.isBlank(), "authentication.credentials is missing");
      header = header == null ? "Authorization" : header;
      scheme = scheme == null ? "Bearer" : scheme;
    }

    /** The environment variable that holds the value. */
    String variable() {
      return "POINTSMAN_CREDENTIALS_"
          + credentials.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_")
          + "_TOKEN";
    }
  }

  private static void checkBase(URI base) {
    require(base != null, "baseUrl is missing");
    require(
        ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
            && base.getHost() != null
            && base.getRawUserInfo() == null
            && base.getRawQuery() == null
            && base.getRawFragment() == null,
        "baseUrl is not an http or https URL without user, query and fragment");
  }

  private static Duration positive(String name, Duration value, Duration usual) {
    if (value == null) {
      return usual;
    }
    require(
        !value.isNegative() && !value.isZero(),
        name + " is " + value + "; it is more than nothing");
    return value;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("Legacy engine http: " + problem);
    }
  }
}
