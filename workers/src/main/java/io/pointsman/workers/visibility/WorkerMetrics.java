package io.pointsman.workers.visibility;

import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskObserver;
import io.pointsman.workers.run.RegistryView;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** One worker process's metrics. */
public final class WorkerMetrics implements TaskObserver {
  /** Of the text that {@link #text} makes. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry metrics = new PrometheusRegistry();
  private final Histogram tasks;
  private final Gauge undelivered;
  private final Counter failedChores;

  public WorkerMetrics(RegistryView registry) {
    WorkerMetric duration = WorkerMetric.TASK_DURATION;
    this.tasks =
        Histogram.builder()
            .name(duration.family())
            .help(duration.help())
            .labelNames(duration.labelNames())
            .classicOnly()
            .classicUpperBounds(0.01, 0.05, 0.1, 0.3, 1, 3, 10, 30, 60, 120)
            .register(metrics);
    this.undelivered =
        Gauge.builder()
            .name(WorkerMetric.UNDELIVERED_OUTCOMES.family())
            .help(WorkerMetric.UNDELIVERED_OUTCOMES.help())
            .register(metrics);
    this.failedChores =
        Counter.builder()
            .name(WorkerMetric.FAILED_CHORES.family())
            .help(WorkerMetric.FAILED_CHORES.help())
            .labelNames(WorkerMetric.FAILED_CHORES.labelNames())
            .register(metrics);
    GaugeWithCallback.builder()
        .name(WorkerMetric.COPY_AGE.family())
        .help(WorkerMetric.COPY_AGE.help())
        .callback(point -> registry.copyAge().ifPresent(age -> point.call(age.toMillis() / 1000.0)))
        .register(metrics);
    GaugeWithCallback.builder()
        .name(WorkerMetric.REGISTRY_REACHABLE.family())
        .help(WorkerMetric.REGISTRY_REACHABLE.help())
        .callback(point -> point.call(registry.reachable() ? 1 : 0))
        .register(metrics);
    JvmMetrics.builder().register(metrics);
  }

  @Override
  public void worked(PolledTask task, TaskAnswer answer, Duration took) {
    tasks.labelValues(task.type(), word(answer)).observe(took.toNanos() / 1e9);
  }

  private static String word(TaskAnswer answer) {
    if (answer instanceof TaskAnswer.Done) {
      return "done";
    }
    return answer instanceof TaskAnswer.Waiting ? "waiting" : "failed";
  }

  /** So many outcomes wait for the registry. */
  public void undelivered(int outcomes) {
    undelivered.set(outcomes);
  }

  /** A chore could not be done. */
  public void choreFailed(String name) {
    failedChores.labelValues(name).inc();
  }

  /** All of them, in Prometheus's text format. */
  public byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, metrics.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
