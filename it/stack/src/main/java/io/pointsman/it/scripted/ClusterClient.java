package io.pointsman.it.scripted;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Submits to a {@link ScriptedCluster}; jobs are judged by their records, as Spark's are. */
public final class ClusterClient implements JobRunner {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI cluster;
  private final ControlStore records;
  private final SparkApplications applications;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param cluster the cluster's address
   * @param records the job records
   * @param patience when a silent job counts as lost
   */
  public ClusterClient(
      URI cluster, ControlLocation location, ControlStore records, Patience patience) {
    this.cluster = cluster;
    this.records = records;
    this.applications = new SparkApplications(location, records, patience);
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, RefusedException {
    if (!records.createRequest(request)) {
      Optional<JobHandle> earlier = applications.find(request.key());
      if (earlier.isPresent()) {
        return earlier.get();
      }
    }
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(cluster.resolve("/jobs"))
                .timeout(TIMEOUT)
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        WireJson.mapper().writeValueAsBytes(request)))
                .build());
    if (answer.statusCode() != 200) {
      throw new RefusedException(FailureReason.SPARK_SUBMIT_FAILED, answer.body());
    }
    JobHandle handle =
        new JobHandle(request.key(), Instant.now(), "scripted", null, null, null, null, null);
    records.writeHandle(handle);
    return handle;
  }

  @Override
  public JobState look(JobKey key) throws IOException {
    return applications.poll(key);
  }

  @Override
  public void cancel(JobKey key, String reason) throws IOException {
    applications.cancel(key, reason);
  }

  /** How long the jobs of a cluster took. */
  public static List<JobTimes> times(URI cluster) throws IOException {
    HttpResponse<String> answer =
        send(
            HttpClient.newHttpClient(),
            HttpRequest.newBuilder(cluster.resolve("/jobs")).timeout(TIMEOUT).build());
    return WireJson.mapper().readValue(answer.body(), new TypeReference<List<JobTimes>>() {});
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    return send(http, request);
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest request)
      throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while asking the scripted cluster", e);
    }
  }
}
