package io.pointsman.registry.metrics;

import io.prometheus.metrics.model.registry.MetricType;
import java.util.List;

/** What the registry says of itself in numbers; documented one by one in docs/metrics.md. */
public enum RegistryMetric {
  DECISIONS(
      MetricType.COUNTER,
      "pointsman_decisions",
      "Executions decided",
      "route",
      "reason",
      "decided_by"),
  RUNS_SERVED(
      MetricType.COUNTER,
      "pointsman_runs_served",
      "Executions whose rows are in their table",
      "connector"),
  RUNS_FAILED(
      MetricType.COUNTER,
      "pointsman_runs_failed",
      "Executions that ended without being served, by the first failure reported",
      "failure"),
  FALLBACKS(
      MetricType.COUNTER,
      "pointsman_fallbacks",
      "Executions decided for Spark that legacy served",
      "failure"),
  RUN_DURATION(
      MetricType.HISTOGRAM,
      "pointsman_run_duration_seconds",
      "Wall time of served executions",
      "connector"),
  ROWS(MetricType.COUNTER, "pointsman_rows", "Rows published", "connector"),
  READ_BYTES(
      MetricType.COUNTER,
      "pointsman_read_bytes",
      "Bytes fetched from backups by the attempts that served",
      "connector"),
  CPU_SECONDS(
      MetricType.COUNTER,
      "pointsman_cpu_seconds",
      "CPU time of the attempts that served",
      "connector"),
  FAILED_ATTEMPTS(
      MetricType.COUNTER, "pointsman_failed_attempts", "Jobs whose rows are in no table"),
  FAILED_ATTEMPT_READ_BYTES(
      MetricType.COUNTER,
      "pointsman_failed_attempt_read_bytes",
      "Bytes fetched from backups by jobs whose rows are in no table"),
  FAILED_ATTEMPT_CPU_SECONDS(
      MetricType.COUNTER,
      "pointsman_failed_attempt_cpu_seconds",
      "CPU time of jobs whose rows are in no table"),
  PROOFS(MetricType.COUNTER, "pointsman_proofs", "Comparisons of the two engines' rows", "result"),
  SHADOWS(
      MetricType.COUNTER,
      "pointsman_shadows",
      "Shadows that were asked for, granted or withheld because a budget was used up",
      "answer"),
  SHADOWS_RUNNING(
      MetricType.GAUGE, "pointsman_shadows_running", "Shadows that take a place of the budget"),
  SHADOWS_AT_ONCE(
      MetricType.GAUGE,
      "pointsman_shadow_budget_at_once",
      "Places of the fleet's budget of shadows"),
  SHADOW_BYTES_TODAY(
      MetricType.GAUGE,
      "pointsman_shadow_bytes_today",
      "What the shadows granted today, by UTC, read or will"),
  SHADOW_BYTES_PER_DAY(
      MetricType.GAUGE, "pointsman_shadow_budget_bytes_per_day", "What shadows may read in a day"),
  ACTS(
      MetricType.COUNTER,
      "pointsman_guard_acts",
      "What guards, ramps and the breaker did, or people did to them",
      "kind",
      "act",
      "by"),
  CHANGES(MetricType.COUNTER, "pointsman_changes", "Audited changes", "subject"),
  LAST_SERVED(
      MetricType.GAUGE,
      "pointsman_last_served_timestamp_seconds",
      "When the connector served last, seconds since 1970",
      "connector"),
  LAST_SERVED_AGE(
      MetricType.GAUGE,
      "pointsman_last_served_age_seconds",
      "Time since the connector served last",
      "connector"),
  OPEN_RUNS(
      MetricType.GAUGE,
      "pointsman_open_runs",
      "Executions of the last week that were decided for an engine and have no outcome"),
  OLDEST_OPEN_RUN(
      MetricType.GAUGE,
      "pointsman_oldest_open_run_age_seconds",
      "Age of the oldest of them, 0 without one"),
  DEMOTED_MOVEMENTS(
      MetricType.GAUGE, "pointsman_demoted_movements", "Movements that a guard keeps on legacy"),
  PAUSED_RAMPS(MetricType.GAUGE, "pointsman_paused_ramps", "Ramps that are paused"),
  BREAKER_OPEN(MetricType.GAUGE, "pointsman_breaker_open", "1 while the fleet's breaker is open"),
  KILL_SWITCH(
      MetricType.GAUGE,
      "pointsman_kill_switch_engaged",
      "1 while the kill switch is engaged, be it for some connector versions only"),
  REVISION(
      MetricType.GAUGE, "pointsman_routing_table_revision", "The routing table's newest revision"),
  RULES(MetricType.GAUGE, "pointsman_rules", "Rules of the routing table"),
  PINS(MetricType.GAUGE, "pointsman_pins", "Pins of the routing table"),
  MOVEMENTS(MetricType.GAUGE, "pointsman_movements", "Registered movements"),
  MESSAGES_DELIVERED(
      MetricType.COUNTER,
      "pointsman_messages_delivered",
      "Messages that a webhook or the receiver of lineage has taken",
      "target"),
  MESSAGES_GIVEN_UP(
      MetricType.COUNTER,
      "pointsman_messages_given_up",
      "Messages that were not taken for three days",
      "target"),
  MESSAGES_WAITING(
      MetricType.GAUGE, "pointsman_messages_waiting", "Messages in the outbox", "target"),
  OLDEST_MESSAGE(
      MetricType.GAUGE,
      "pointsman_oldest_message_age_seconds",
      "How long the oldest of them has waited",
      "target"),
  DATABASE_UP(
      MetricType.GAUGE,
      "pointsman_database_up",
      "1 when the database answered this scrape; without it only this process's own metrics come"),
  HTTP_REQUEST_DURATION(
      MetricType.HISTOGRAM,
      "pointsman_http_request_duration_seconds",
      "Requests answered by this process since it started",
      "method",
      "path",
      "status");

  private final MetricType type;
  private final String family;
  private final String help;
  private final List<String> labels;

  RegistryMetric(MetricType type, String family, String help, String... labels) {
    this.type = type;
    this.family = family;
    this.help = help;
    this.labels = List.of(labels);
  }

  public MetricType type() {
    return type;
  }

  /** The name without what the text format puts behind it. */
  public String family() {
    return family;
  }

  /** The name that is asked for; of a histogram without {@code _bucket}. */
  public String exposedName() {
    return type == MetricType.COUNTER ? family + "_total" : family;
  }

  public String help() {
    return help;
  }

  public List<String> labels() {
    return labels;
  }
}
