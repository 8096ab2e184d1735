package io.pointsman.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.backup.ObjectStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job's records on the object store, so that any host can go on with it: {@code request.json},
 * {@code started.json}, {@code handle.json}, {@code progress.json}, {@code cancel.json}, {@code
 * result.json} below {@code <control prefix>/runs/<run id>/<execution>/<connector>/<attempt>/}.
 */
public final class ControlStore {
  private static final long MAX_RECORD_BYTES = 4L << 20;
  private static final Pattern ATTEMPT = Pattern.compile("[1-9][0-9]{0,8}");

  private final ObjectStore store;
  private final String prefix;

  /**
   * @param store the bucket
   * @param prefix key prefix without leading or trailing slash; may be empty
   */
  public ControlStore(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix.isEmpty() ? "" : prefix + "/";
  }

  /** Writes the request once: false when this job was requested before. */
  public boolean createRequest(JobRequest request) throws IOException {
    return store.putIfAbsent(key(request.key(), "request"), bytes(request));
  }

  public Optional<JobRequest> request(JobKey key) throws IOException {
    return read(key, "request", JobRequest.class);
  }

  /**
   * The driver's first act: false when another driver already works on this job, so this one ends.
   */
  public boolean markStarted(JobKey key, JobProgress first) throws IOException {
    return store.putIfAbsent(key(key, "started"), bytes(first));
  }

  public Optional<JobProgress> started(JobKey key) throws IOException {
    return read(key, "started", JobProgress.class);
  }

  public void writeHandle(JobHandle handle) throws IOException {
    store.put(key(handle.key(), "handle"), bytes(handle));
  }

  public Optional<JobHandle> handle(JobKey key) throws IOException {
    return read(key, "handle", JobHandle.class);
  }

  public void writeProgress(JobKey key, JobProgress progress) throws IOException {
    store.put(key(key, "progress"), bytes(progress));
  }

  public Optional<JobProgress> progress(JobKey key) throws IOException {
    return read(key, "progress", JobProgress.class);
  }

  /** Writes the result once: false when there is one already, which stays. */
  public boolean writeResult(JobKey key, JobResult result) throws IOException {
    return store.putIfAbsent(key(key, "result"), bytes(result));
  }

  public Optional<JobResult> result(JobKey key) throws IOException {
    return read(key, "result", JobResult.class);
  }

  /** Asks the driver to stop, wherever it runs; the first to ask is the one on record. */
  public void requestCancel(JobKey key, Cancellation cancellation) throws IOException {
    store.putIfAbsent(key(key, "cancel"), bytes(cancellation));
  }

  public Optional<Cancellation> cancellation(JobKey key) throws IOException {
    return read(key, "cancel", Cancellation.class);
  }

  /** Every attempt that was requested of one engine in one execution, in order. */
  public List<JobKey> attempts(String runId, int execution, Connector connector)
      throws IOException {
    JobKey first = JobArguments.check(new JobKey(runId, execution, connector, 1));
    String path = first.path();
    String folder = prefix + path.substring(0, path.lastIndexOf('/') + 1);
    List<JobKey> keys = new ArrayList<>();
    for (String child : store.listFolders(folder)) {
      String name = child.substring(folder.length(), child.length() - 1);
      if (ATTEMPT.matcher(name).matches()) {
        keys.add(new JobKey(runId, execution, connector, Integer.parseInt(name)));
      }
    }
    keys.sort(Comparator.comparingInt(JobKey::attempt));
    return keys;
  }

  private String key(JobKey key, String record) {
    return prefix + key.path() + "/" + record + ".json";
  }

  private static byte[] bytes(Object record) throws JsonProcessingException {
    return WireJson.mapper().writeValueAsBytes(record);
  }

  private <T> Optional<T> read(JobKey key, String record, Class<T> type) throws IOException {
    try {
      return Optional.of(
          WireJson.mapper().readValue(store.readAll(key(key, record), MAX_RECORD_BYTES), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
