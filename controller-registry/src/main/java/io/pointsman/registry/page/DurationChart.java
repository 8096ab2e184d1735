package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.registry.api.RunSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long a movement's last runs took, side by side: Spark's above the line, legacy's below.
 *
 * @param bars one a served run, oldest first
 * @param longest the longest one's time, for people
 */
public record DurationChart(List<Bar> bars, String longest) {
  private static final int WIDTH = 400;
  private static final int HALF = 80;
  private static final int WIDEST = 24;

  /**
   * One run.
   *
   * @param run its id
   * @param connector who served it
   * @param x left edge
   * @param y upper edge
   * @param width of the bar
   * @param height of the bar
   * @param said all of it in a sentence
   */
  public record Bar(
      String run, String connector, String x, String y, String width, String height, String said) {}

  /**
   * A chart of the runs that were served.
   *
   * @param newestFirst a movement's runs
   */
  public static DurationChart of(List<RunSummary> newestFirst) {
    List<RunSummary> served =
        new ArrayList<>(
            newestFirst.stream()
                .filter(run -> run.servedBy() != null && run.seconds() != null)
                .toList());
    Collections.reverse(served);
    double longest = served.stream().mapToDouble(RunSummary::seconds).max().orElse(0);
    double step = served.isEmpty() ? WIDTH : Math.min(WIDEST, (double) WIDTH / served.size());
    List<Bar> bars = new ArrayList<>();
    for (RunSummary run : served) {
      double height = longest == 0 ? 1 : Math.max(1, (HALF - 6) * run.seconds() / longest);
      boolean spark = run.servedBy() == Connector.SPARK;
      bars.add(
          new Bar(
              run.runId(),
              run.servedBy().name(),
              number(bars.size() * step + step * 0.1),
              number(spark ? HALF - height : HALF),
              number(step * 0.8),
              number(height),
              run.servedBy()
                  + ", "
                  + took(run.seconds())
                  + ", "
                  + Figures.bytes(run.bytesRead())
                  + ", "
                  + Moment.of(run.recordedAt()).shown()));
    }
    return new DurationChart(bars, took(longest));
  }

  private static String took(double seconds) {
    return Figures.took(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
