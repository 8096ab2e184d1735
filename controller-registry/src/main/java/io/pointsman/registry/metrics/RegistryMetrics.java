package io.pointsman.registry.metrics;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.pointsman.registry.journal.Journal;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's metrics. What happened to runs is counted in the database, so that every replica
 * says the same and a restart begins nothing anew; requests and the JVM are this process's own.
 */
@Singleton
public final class RegistryMetrics {
  /** Of the text that {@link #text} makes. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final Logger LOG = LoggerFactory.getLogger(RegistryMetrics.class);

  private final Journal journal;
  private final Tallies tallies;
  private final FleetFigures figures;
  private final PrometheusRegistry own = new PrometheusRegistry();
  private final Histogram requests;

  @Inject
  RegistryMetrics(Journal journal, Tallies tallies, FleetFigures figures) {
    this.journal = journal;
    this.tallies = tallies;
    this.figures = figures;
    RegistryMetric metric = RegistryMetric.HTTP_REQUEST_DURATION;
    this.requests =
        Histogram.builder()
            .name(metric.family())
            .help(metric.help())
            .labelNames(metric.labels().toArray(String[]::new))
            .classicOnly()
            .classicUpperBounds(0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10)
            .register(own);
    JvmMetrics.builder().register(own);
  }

  /** A request was answered. */
  public void answered(String method, String path, int status, Duration took) {
    requests.labelValues(method, path, Integer.toString(status)).observe(took.toNanos() / 1e9);
  }

  /** Counts what was recorded since the last look; any number of registries may do so. */
  public void count() {
    journal.follow(tallies);
  }

  /** All of them, in Prometheus's text format. */
  public byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  MetricSnapshots snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    own.scrape().forEach(all::add);
    try {
      count();
      all.addAll(FleetSnapshots.of(figures.now()));
      all.add(FleetSnapshots.databaseUp(true));
    } catch (RuntimeException e) {
      LOG.warn("The metrics come without what the database knows: {}", e.toString());
      all.add(FleetSnapshots.databaseUp(false));
    }
    return new MetricSnapshots(all);
  }
}
