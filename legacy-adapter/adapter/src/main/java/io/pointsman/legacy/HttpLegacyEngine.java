package io.pointsman.legacy;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.legacy.HttpCaller.Reply;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.TraceKeys;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A legacy job service behind HTTP, whatever it is: its calls, answers and states are mapped by
 * {@link HttpEngineSettings}.
 *
 * <p>A job is started once, also when the service took it and its answer was lost: before a submit
 * is sent again, the service is asked for the job by its key. Every submit carries that key as its
 * {@code Idempotency-Key}, too. A service that cannot be asked ({@code findByRunId} is not
 * configured) and ignores that header may be left with two jobs; {@link #notGuaranteed} says so.
 *
 * <p>{@link #submit} throws a {@link LegacyEngine.LegacyException} when the service refused the
 * job, and an {@link IOException} when it was not reached or it is unknown what it did: then submit
 * again. The first final state that is seen is kept: a service that goes back to an earlier state
 * afterwards changes nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class HttpLegacyEngine implements LegacyEngine {
  private static final Logger LOG = LoggerFactory.getLogger(HttpLegacyEngine.class);
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
  private static final String TRACE_PARENT = "traceparent";
  private static final int CONFLICT = 409;

  private final HttpEngineSettings settings;
  private final ControlStore records;
  private final Clock clock;
  private final HttpCaller caller;
  private final HttpAnswers answers;
  private final HttpCall submit;
  private final HttpCall status;
  private final HttpCall cancel;
  private final HttpCall find;
  private final boolean isTraced;

  /**
   * @param settings how the service is spoken to
   * @param records where handles and results are kept, so that any worker can go on
   * @param environment where the credentials' value is, and whether runs are traced: if so the
   *     service is told the run's trace with each submit
   * @throws IllegalArgumentException when the settings do not fit together, or the credentials are
   *     missing
   */
  public HttpLegacyEngine(
      HttpEngineSettings settings, ControlStore records, Map<String, String> environment) {
    this(settings, records, environment, Clock.systemUTC());
  }

  HttpLegacyEngine(
      HttpEngineSettings settings,
      ControlStore records,
      Map<String, String> environment,
      Clock clock) {
    this.settings = settings;
    this.records = records;
    this.clock = clock;
    Set<String> withJobId = new HashSet<>(RequestFields.NAMES);
    withJobId.add(RequestFields.JOB_ID);
    this.submit = call("submit", settings.submit(), RequestFields.NAMES);
    this.status = call("status", settings.status(), withJobId);
    this.cancel = call("cancel", settings.cancel(), withJobId);
    this.find = call("findByRunId", settings.findByRunId(), RequestFields.NAMES);
    if (find != null && !namesOneJob(find.fields())) {
      throw new IllegalArgumentException(
          "Legacy engine http: findByRunId has to name {jobKey}, or {runId}, {execution} and"
              + " {attempt}: by the run id alone a second execution would find the first one's job");
    }
    this.caller = new HttpCaller(settings, environment);
    this.isTraced = RunTracing.isWanted(environment);
    this.answers = new HttpAnswers(settings, abilities(), notGuaranteed());
  }

  private HttpCall call(String name, HttpEngineSettings.Call call, Set<String> fields) {
    return call == null ? null : HttpCall.of(name, call, settings.baseUrl(), fields);
  }

  private static boolean namesOneJob(Set<String> fields) {
    return fields.contains("jobKey") || fields.containsAll(Set.of("runId", "execution", "attempt"));
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public Abilities abilities() {
    Set<String> told = submit.fields();
    return new Abilities(
        told.contains(RequestFields.BACKUP_ID),
        told.contains(RequestFields.REFERENCE_TIME),
        settings.answer().backupId() != null,
        RequestFields.nameADestination(told),
        told.contains(RequestFields.BRANCH) && settings.answer().snapshotId() != null,
        told.contains(RequestFields.PARTITION),
        cancel != null,
        find != null);
  }

  @Override
  public List<String> notGuaranteed() {
    return HttpGuarantees.missing(settings, abilities());
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, LegacyException {
    JobKey key = request.key();
    if (!RUN_ID.matcher(key.runId()).matches()) {
      throw new LegacyException(key, "A run id matches " + RUN_ID.pattern(), null);
    }
    boolean first = records.createRequest(request);
    if (!first) {
      Optional<JobHandle> known = records.handle(key);
      if (known.isPresent()) {
        return known.get();
      }
    }
    JobHandle handle = handle(key, start(request, !first));
    records.writeHandle(handle);
    return handle;
  }

  /**
   * The id of the job, started now or before.
   *
   * @param unclear whether an earlier submit may have had its effect
   */
  private String start(JobRequest request, boolean unclear) throws IOException, LegacyException {
    Map<String, Object> values = RequestFields.of(request);
    Map<String, String> headers = headers(request.key());
    String problem = "";
    Duration retryAfter = null;
    for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
      if (attempt > 1) {
        LOG.warn("Submitting {} again: {}", request.key(), problem);
        caller.backOff(attempt, retryAfter);
      }
      if (unclear && find != null) {
        Optional<String> found = find(values);
        if (found.isPresent()) {
          return found.get();
        }
      }
      Reply reply = caller.call(submit, values, headers);
      if (reply instanceof Reply.Answer answer) {
        Optional<String> id = answers.jobId(answer.body());
        if (id.isPresent()) {
          return id.get();
        }
        problem = "its answer has no job id at " + settings.answer().jobId();
        unclear = true;
      } else if (reply instanceof Reply.Refused refused) {
        problem = "refused with status " + refused.status() + ": " + refused.message();
        if (refused.status() != CONFLICT || find == null) {
          throw refusal(request, problem, unclear);
        }
        unclear = true; // the service knows the job already, it says
      } else if (reply instanceof Reply.Unclear lost) {
        problem = lost.message();
        retryAfter = lost.retryAfter();
        unclear = true;
      } else if (reply instanceof Reply.Busy busy) {
        problem = "asked to come again later, status " + busy.status();
        retryAfter = busy.retryAfter();
      } else {
        problem = ((Reply.Unreachable) reply).message();
      }
    }
    if (unclear && find != null) {
      Optional<String> found = find(values);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IOException(
        "Submitting %s to the legacy service at %s failed %d times, lately: %s"
            .formatted(request.key(), settings.baseUrl(), settings.attempts(), problem));
  }

  private Map<String, String> headers(JobKey key) {
    Map<String, String> headers = new HashMap<>();
    headers.put(settings.idempotencyHeader(), key.path());
    if (isTraced) {
      String execution = TraceKeys.execution(key.runId(), key.execution());
      headers.put(TRACE_PARENT, TraceKeys.parent(key.runId(), execution));
    }
    return headers;
  }

  private LegacyException refusal(JobRequest request, String problem, boolean unclear)
      throws IOException {
    String message = "The legacy service at " + settings.baseUrl() + " " + problem;
    if (unclear && find == null) {
      throw new IOException(message + "; an earlier submit of this job may have been taken");
    }
    return new LegacyException(request.key(), message, null);
  }

  /** The service's id of the job with this key, or empty when it has none. */
  private Optional<String> find(Map<String, Object> values) throws IOException {
    Reply reply = callUntilClear(find, values);
    if (reply instanceof Reply.Answer answer) {
      return answers.jobId(answer.body());
    }
    if (reply instanceof Reply.Refused refused && refused.status() == 404) {
      return Optional.empty();
    }
    throw unusable("asking for the job of " + values.get("jobKey"), reply);
  }

  @Override
  public Poll poll(JobHandle handle) throws IOException {
    Optional<JobResult> known = records.result(handle.key());
    if (known.isPresent()) {
      return new Poll.Ended(known.get());
    }
    Reply reply = callUntilClear(status, values(handle));
    if (reply instanceof Reply.Refused refused
        && (refused.status() == 404 || refused.status() == 410)) {
      return new Poll.Lost(
          "The legacy service at %s no longer knows job %s: status %d"
              .formatted(settings.baseUrl(), handle.externalId(), refused.status()));
    }
    if (!(reply instanceof Reply.Answer answer)) {
      throw unusable("asking how job " + handle.externalId() + " stands", reply);
    }
    Poll poll = answers.poll(answer.body(), handle, request(handle), clock.instant());
    if (poll instanceof Poll.Ended ended && !records.writeResult(handle.key(), ended.result())) {
      return new Poll.Ended(records.result(handle.key()).orElse(ended.result()));
    }
    return poll;
  }

  @Override
  public void cancel(JobHandle handle) throws IOException {
    if (cancel == null) {
      LOG.warn("Job {} cannot be stopped: no cancel call is configured", handle.externalId());
      return;
    }
    Reply reply = callUntilClear(cancel, values(handle));
    boolean gone =
        reply instanceof Reply.Refused refused
            && (refused.status() == 404 || refused.status() == CONFLICT || refused.status() == 410);
    if (!gone && !(reply instanceof Reply.Answer)) {
      throw unusable("cancelling job " + handle.externalId(), reply);
    }
  }

  /** Makes a call that does no harm when it is made twice, until it has a clear answer. */
  private Reply callUntilClear(HttpCall call, Map<String, Object> values) throws IOException {
    Reply reply = caller.call(call, values, Map.of());
    for (int attempt = 2; attempt <= settings.attempts(); attempt++) {
      Duration retryAfter;
      if (reply instanceof Reply.Unclear unclear) {
        retryAfter = unclear.retryAfter();
      } else if (reply instanceof Reply.Busy busy) {
        retryAfter = busy.retryAfter();
      } else if (reply instanceof Reply.Unreachable) {
        retryAfter = null;
      } else {
        return reply;
      }
      caller.backOff(attempt, retryAfter);
      reply = caller.call(call, values, Map.of());
    }
    return reply;
  }

  private IOException unusable(String what, Reply reply) {
    String problem;
    if (reply instanceof Reply.Refused refused) {
      problem = "refused with status " + refused.status() + ": " + refused.message();
    } else if (reply instanceof Reply.Unclear unclear) {
      problem = unclear.message();
    } else if (reply instanceof Reply.Busy busy) {
      problem = "asked to come again later, status " + busy.status();
    } else if (reply instanceof Reply.Unreachable unreachable) {
      problem = unreachable.message();
    } else {
      problem = "an answer that cannot be used";
    }
    return new IOException(
        "Legacy service at " + settings.baseUrl() + ", " + what + ": " + problem);
  }

  private Map<String, Object> values(JobHandle handle) throws IOException {
    Map<String, Object> values = new HashMap<>(RequestFields.of(request(handle)));
    values.put(RequestFields.JOB_ID, handle.externalId());
    return values;
  }

  private JobRequest request(JobHandle handle) throws IOException {
    return records
        .request(handle.key())
        .orElseThrow(() -> new IOException("No request record of " + handle.key()));
  }

  private JobHandle handle(JobKey key, String jobId) {
    return new JobHandle(key, clock.instant(), "pointsman", null, null, null, jobId, null);
  }
}
