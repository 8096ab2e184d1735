package io.pointsman.registry.metrics;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.metrics.FleetFigures.Figures;
import io.pointsman.registry.store.TallyStore.Series;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Turns the figures into what Prometheus understands. */
final class FleetSnapshots {
  private FleetSnapshots() {}

  static List<MetricSnapshot> of(Figures figures) {
    List<MetricSnapshot> all = new ArrayList<>();
    for (RegistryMetric metric : RegistryMetric.values()) {
      MetricSnapshot snapshot =
          switch (metric) {
            case DECISIONS,
                RUNS_SERVED,
                RUNS_FAILED,
                FALLBACKS,
                ROWS,
                READ_BYTES,
                CPU_SECONDS,
                FAILED_ATTEMPTS,
                FAILED_ATTEMPT_READ_BYTES,
                FAILED_ATTEMPT_CPU_SECONDS,
                PROOFS,
                SHADOWS,
                ACTS,
                CHANGES,
                MESSAGES_DELIVERED,
                MESSAGES_GIVEN_UP ->
                counter(metric, figures.tallies());
            case RUN_DURATION -> durations(figures.tallies());
            case LAST_SERVED -> lastServed(metric, figures, false);
            case LAST_SERVED_AGE -> lastServed(metric, figures, true);
            case OPEN_RUNS -> gauge(metric, figures.open().count());
            case OLDEST_OPEN_RUN ->
                gauge(
                    metric,
                    figures.open().oldest() == null
                        ? 0
                        : Math.max(
                            0,
                            (figures.at().toEpochMilli() - figures.open().oldest().toEpochMilli())
                                / 1000.0));
            case DEMOTED_MOVEMENTS -> gauge(metric, figures.demoted());
            case PAUSED_RAMPS -> gauge(metric, figures.pausedRamps());
            case SHADOWS_RUNNING -> gauge(metric, figures.shadows().running());
            case SHADOWS_AT_ONCE -> gauge(metric, figures.table().shadowBudget().atOnce());
            case SHADOW_BYTES_TODAY -> gauge(metric, figures.shadows().bytesToday());
            case SHADOW_BYTES_PER_DAY ->
                gauge(metric, figures.table().shadowBudget().bytesPerDay());
            case BREAKER_OPEN -> gauge(metric, figures.breaker().open() ? 1 : 0);
            case KILL_SWITCH -> gauge(metric, thrown(figures.table()) ? 1 : 0);
            case REVISION -> gauge(metric, figures.revision());
            case RULES -> gauge(metric, figures.table().rules().size());
            case PINS -> gauge(metric, figures.table().pins().size());
            case MOVEMENTS -> gauge(metric, figures.movements());
            case MESSAGES_WAITING -> waiting(metric, figures, false);
            case OLDEST_MESSAGE -> waiting(metric, figures, true);
            case DATABASE_UP, HTTP_REQUEST_DURATION -> null; // of this process
          };
      if (snapshot != null) {
        all.add(snapshot);
      }
    }
    return all;
  }

  static MetricSnapshot databaseUp(boolean up) {
    return gauge(RegistryMetric.DATABASE_UP, up ? 1 : 0);
  }

  private static boolean thrown(RoutingTable table) {
    return table.killSwitch().engaged() || !table.killSwitch().connectorVersions().isEmpty();
  }

  private static MetricSnapshot gauge(RegistryMetric metric, double value) {
    return GaugeSnapshot.builder()
        .name(metric.family())
        .help(metric.help())
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot counter(RegistryMetric metric, Map<Series, Double> tallies) {
    Map<String, Double> values = new TreeMap<>();
    beginnings(metric).forEach(labels -> values.put(labels, 0.0));
    tallies.forEach(
        (series, value) -> {
          if (series.metric().equals(metric.family())) {
            values.put(series.labels(), value);
          }
        });
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder().name(metric.family()).help(metric.help());
    values.forEach(
        (labels, value) ->
            builder.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels(metric, new Series(metric.family(), labels).labelValues()))
                    .value(value)
                    .build()));
    return builder.build();
  }

  /**
   * The series that are there before anything happened: an increase from nothing at all cannot be
   * seen.
   */
  private static Stream<String> beginnings(RegistryMetric metric) {
    return switch (metric) {
      case RUNS_SERVED, ROWS, READ_BYTES, CPU_SECONDS ->
          Arrays.stream(Connector.values()).map(Tallies::word);
      case FALLBACKS ->
          Arrays.stream(FailureReason.values())
              .filter(reason -> reason.failureClass() != FailureClass.STOP)
              .map(Tallies::word);
      case RUNS_FAILED -> Arrays.stream(FailureReason.values()).map(Tallies::word);
      case PROOFS -> Arrays.stream(ProofResult.values()).map(Tallies::word);
      case SHADOWS -> Stream.of(Tallies.GRANTED, Tallies.WITHHELD);
      case ACTS ->
          Stream.of("guard/demoted/registry", "breaker/opened/registry", "ramp/paused/registry");
      case FAILED_ATTEMPTS, FAILED_ATTEMPT_READ_BYTES, FAILED_ATTEMPT_CPU_SECONDS -> Stream.of("");
      default -> Stream.empty();
    };
  }

  private static MetricSnapshot lastServed(RegistryMetric metric, Figures figures, boolean age) {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder().name(metric.family()).help(metric.help());
    for (Connector connector : Connector.values()) {
      String word = Tallies.word(connector);
      Double last = figures.tallies().get(Tallies.series(RegistryMetric.LAST_SERVED, word));
      if (last != null) {
        double now = figures.at().toEpochMilli() / 1000.0;
        builder.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(metric, List.of(word)))
                .value(age ? Math.max(0, now - last) : last)
                .build());
      }
    }
    return builder.build();
  }

  private static MetricSnapshot waiting(RegistryMetric metric, Figures figures, boolean age) {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder().name(metric.family()).help(metric.help());
    figures
        .waiting()
        .forEach(
            (target, waiting) ->
                builder.dataPoint(
                    GaugeDataPointSnapshot.builder()
                        .labels(labels(metric, List.of(target)))
                        .value(
                            age
                                ? (figures.at().toEpochMilli() - waiting.oldest().toEpochMilli())
                                    / 1000.0
                                : waiting.count())
                        .build()));
    return builder.build();
  }

  private static MetricSnapshot durations(Map<Series, Double> tallies) {
    RegistryMetric metric = RegistryMetric.RUN_DURATION;
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder().name(metric.family()).help(metric.help());
    double[] bounds = RunSeconds.upperBounds();
    for (Connector connector : Connector.values()) {
      String word = Tallies.word(connector);
      long[] counts = new long[bounds.length];
      for (int i = 0; i < bounds.length; i++) {
        counts[i] =
            tallies
                .getOrDefault(Tallies.series(metric, word, RunSeconds.name(bounds[i])), 0.0)
                .longValue();
      }
      builder.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(metric, List.of(word)))
              .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
              .sum(tallies.getOrDefault(Tallies.series(metric, word, Tallies.SUM), 0.0))
              .build());
    }
    return builder.build();
  }

  private static Labels labels(RegistryMetric metric, List<String> values) {
    return Labels.of(metric.labels(), values);
  }
}
