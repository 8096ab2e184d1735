package io.pointsman.workers.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers keep on the object store beside the job records: schemas by their digest, outcomes
 * below {@code runs/<run id>/<execution>/outcome.json}, re-pins beside them in {@code repin.json},
 * outcomes that the registry has not taken yet below {@code undelivered/}, jobs that are open below
 * {@code open/}, and what failed runs staged below {@code left/}.
 */
public final class ControlFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ControlFiles.class);
  private static final String REGISTRY_COPY = "registry-copy.json";
  private static final int MAX_BYTES = 16 << 20;
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern EXECUTION = Pattern.compile("[1-9][0-9]{0,8}");

  private final ObjectStore store;
  private final String prefix;
  private final Map<Connector, Map<ObjectStore.Listed, OpenJob>> open = new ConcurrentHashMap<>();

  /**
   * @param prefix key prefix without leading or trailing slash; may be empty
   */
  public ControlFiles(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix.isEmpty() ? "" : prefix + "/";
  }

  /** Keeps a schema's text, so that no task needs to read the backup for it again. */
  public void keepSchema(String digest, String cql) throws IOException {
    store.putIfAbsent(schemaKey(digest), cql.getBytes(StandardCharsets.UTF_8));
  }

  public Optional<String> schema(String digest) throws IOException {
    return read(schemaKey(digest)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Keeps the registry's copy, for workers that start while the registry is away. */
  public void keepRegistryCopy(byte[] copy) throws IOException {
    store.put(prefix + REGISTRY_COPY, copy);
  }

  /** The registry's copy that some worker kept, if any. */
  public Optional<KeptCopy> registryCopy() throws IOException {
    Optional<ObjectStore.Listed> listed = store.head(prefix + REGISTRY_COPY);
    Optional<byte[]> bytes = listed.isEmpty() ? Optional.empty() : read(prefix + REGISTRY_COPY);
    return bytes.map(
        content -> new KeptCopy(content, Instant.ofEpochMilli(listed.get().lastModifiedMillis())));
  }

  /**
   * The registry's copy.
   *
   * @param content its JSON
   * @param at when it was kept; the registry had confirmed it then
   */
  public record KeptCopy(byte[] content, Instant at) {}

  /** The executions of a run that have left anything here, in order. */
  public List<Integer> executions(String runId) throws IOException {
    String folder = prefix + "runs/" + checked(runId) + "/";
    List<Integer> executions = new ArrayList<>();
    for (String child : store.listFolders(folder)) {
      String name = child.substring(folder.length(), child.length() - 1);
      if (EXECUTION.matcher(name).matches()) {
        executions.add(Integer.parseInt(name));
      }
    }
    executions.sort(null);
    return executions;
  }

  public Optional<Outcome> outcome(String runId, int execution) throws IOException {
    return readOutcome(outcomeKey(runId, execution));
  }

  public void keepOutcome(Outcome outcome) throws IOException {
    store.put(outcomeKey(outcome.runId(), outcome.execution()), bytes(outcome));
  }

  /**
   * Records which backup an execution reads instead of its own: false when there is one already.
   */
  boolean recordRepin(Decision decision, Repin repin) throws IOException {
    return store.putIfAbsent(
        repinKey(decision.runId(), decision.execution()),
        WireJson.mapper().writeValueAsBytes(repin));
  }

  /** Which backup an execution reads instead of its own, or empty. */
  Optional<Repin> repin(String runId, int execution) throws IOException {
    Optional<byte[]> bytes = read(repinKey(runId, execution));
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(WireJson.mapper().readValue(bytes.get(), Repin.class));
  }

  /** Remembers that the registry has not taken this outcome yet. */
  public void markUndelivered(Outcome outcome) throws IOException {
    store.put(undeliveredKey(outcome), bytes(outcome));
  }

  /** The keys of all outcomes that the registry has not taken yet. */
  public List<String> undelivered() throws IOException {
    return keys(prefix + "undelivered/");
  }

  /** The keys of one run's outcomes that the registry has not taken yet. */
  public List<String> undelivered(String runId) throws IOException {
    return keys(prefix + "undelivered/" + checked(runId) + "-");
  }

  /** What lies below such a key; empty when it was delivered meanwhile, or is no outcome. */
  public Optional<Outcome> undeliveredOutcome(String key) throws IOException {
    try {
      return readOutcome(key);
    } catch (JsonProcessingException e) {
      LOG.error("{} is no outcome and is left where it is: {}", key, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  public void markDelivered(Outcome outcome) throws IOException {
    store.delete(undeliveredKey(outcome));
  }

  /**
   * Remembers that a job was submitted, so that somebody looks after it if its run is cancelled.
   */
  public void markOpen(OpenJob job) throws IOException {
    store.put(openKey(job.connector(), job.decision()), WireJson.mapper().writeValueAsBytes(job));
  }

  /** Forgets an engine's job of an execution: nothing of it is left to look after. */
  public void markEnded(Connector connector, Decision decision) throws IOException {
    store.delete(openKey(connector, decision));
  }

  /** An engine's job of an execution, when it is open. */
  Optional<OpenJob> open(Connector connector, Decision decision) throws IOException {
    Optional<byte[]> bytes = read(openKey(connector, decision));
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(WireJson.mapper().readValue(bytes.get(), OpenJob.class));
  }

  /** Every job of an engine that is open. What was read before and has not changed is kept. */
  public List<OpenJob> open(Connector connector) throws IOException {
    List<ObjectStore.Listed> listed = new ArrayList<>();
    store.list(prefix + "open/" + connector + "/", listed::add);
    Map<ObjectStore.Listed, OpenJob> before = open.getOrDefault(connector, Map.of());
    Map<ObjectStore.Listed, OpenJob> now = new LinkedHashMap<>();
    for (ObjectStore.Listed each : listed) {
      OpenJob known = before.get(each);
      if (known != null) {
        now.put(each, known);
        continue;
      }
      Optional<byte[]> bytes = read(each.key());
      if (bytes.isPresent()) {
        now.put(each, WireJson.mapper().readValue(bytes.get(), OpenJob.class));
      }
    }
    open.put(connector, now);
    return List.copyOf(now.values());
  }

  /** Remembers what a failed execution staged, so that somebody removes it when no retry comes. */
  public void markLeft(LeftExecution left) throws IOException {
    store.put(leftKey(left), WireJson.mapper().writeValueAsBytes(left));
  }

  /** Every failed execution that left something for its retry. */
  public List<LeftExecution> left() throws IOException {
    return readAll(prefix + "left/", LeftExecution.class);
  }

  public void forgetLeft(LeftExecution left) throws IOException {
    store.delete(leftKey(left));
  }

  private List<String> keys(String beginning) throws IOException {
    List<String> keys = new ArrayList<>();
    store.list(beginning, listed -> keys.add(listed.key()));
    return keys;
  }

  private <T> List<T> readAll(String folder, Class<T> type) throws IOException {
    List<T> found = new ArrayList<>();
    for (String key : keys(folder)) {
      Optional<byte[]> bytes = read(key);
      if (bytes.isPresent()) {
        found.add(WireJson.mapper().readValue(bytes.get(), type));
      }
    }
    return found;
  }

  private String leftKey(LeftExecution left) {
    Decision decision = left.decision();
    return prefix + "left/" + checked(decision.runId()) + "-" + decision.execution() + ".json";
  }

  private String openKey(Connector connector, Decision decision) {
    return prefix
        + "open/"
        + connector
        + "/"
        + checked(decision.runId())
        + "-"
        + decision.execution()
        + ".json";
  }

  private Optional<Outcome> readOutcome(String key) throws IOException {
    Optional<byte[]> bytes = read(key);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(WireJson.mapper().readValue(bytes.get(), Outcome.class));
  }

  private Optional<byte[]> read(String key) throws IOException {
    try {
      return Optional.of(store.readAll(key, MAX_BYTES));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private String schemaKey(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("Not a SHA-256 in hexadecimal: " + digest);
    }
    return prefix + "schemas/" + digest + ".cql";
  }

  private String outcomeKey(String runId, int execution) {
    return prefix + "runs/" + checked(runId) + "/" + execution + "/outcome.json";
  }

  private String repinKey(String runId, int execution) {
    return prefix + "runs/" + checked(runId) + "/" + execution + "/repin.json";
  }

  private String undeliveredKey(Outcome outcome) {
    return prefix + "undelivered/" + checked(outcome.runId()) + "-" + outcome.execution() + ".json";
  }

  private static String checked(String runId) {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new IllegalArgumentException("Not a run id: " + runId);
    }
    return runId;
  }

  private static byte[] bytes(Outcome outcome) throws IOException {
    return WireJson.mapper().writeValueAsBytes(outcome);
  }
}
