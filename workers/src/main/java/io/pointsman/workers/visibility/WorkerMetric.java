package io.pointsman.workers.visibility;

import io.prometheus.metrics.model.registry.MetricType;
import java.util.List;

/** What a worker says of itself in numbers; documented one by one in docs/metrics.md. */
enum WorkerMetric {
  TASK_DURATION(
      MetricType.HISTOGRAM,
      "pointsman_worker_task_duration_seconds",
      "Tasks worked on since this process started",
      "task",
      "answer"),
  COPY_AGE(
      MetricType.GAUGE,
      "pointsman_worker_registry_copy_age_seconds",
      "Time since the registry confirmed this worker's copy of it"),
  REGISTRY_REACHABLE(
      MetricType.GAUGE,
      "pointsman_worker_registry_reachable",
      "1 when the registry answered the last time it was asked"),
  UNDELIVERED_OUTCOMES(
      MetricType.GAUGE,
      "pointsman_worker_undelivered_outcomes",
      "Outcomes on the control store that the registry has not taken"),
  FAILED_CHORES(
      MetricType.COUNTER,
      "pointsman_worker_failed_chores",
      "Housekeeping that could not be done",
      "chore");

  private final MetricType type;
  private final String family;
  private final String help;
  private final List<String> labels;

  WorkerMetric(MetricType type, String family, String help, String... labels) {
    this.type = type;
    this.family = family;
    this.help = help;
    this.labels = List.of(labels);
  }

  MetricType type() {
    return type;
  }

  String family() {
    return family;
  }

  String exposedName() {
    return type == MetricType.COUNTER ? family + "_total" : family;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }

  String[] labelNames() {
    return labels.toArray(String[]::new);
  }
}
