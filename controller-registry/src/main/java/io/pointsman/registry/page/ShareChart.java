package io.pointsman.registry.page;

import io.pointsman.decider.Connector;
import io.pointsman.registry.store.DayFigure;
import io.pointsman.registry.store.DayFigure.Figure;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The share of each connector by day, drawn as columns of one height: Spark below, legacy above.
 * The two differ by pattern and are named at their end, so that nothing hangs on colour.
 *
 * @param name what is shared out
 * @param summary all days in one sentence
 * @param columns one a day, oldest first
 * @param sparkText Spark's share on the last day with anything
 * @param sparkY where that stands
 * @param legacyText legacy's
 * @param legacyY where that stands
 * @param first the first day, for people
 * @param last the last day, for people
 * @param empty whether no day has anything
 */
public record ShareChart(
    String name,
    String summary,
    List<Column> columns,
    String sparkText,
    int sparkY,
    String legacyText,
    int legacyY,
    String first,
    String last,
    boolean empty) {
  /** What the template draws in: the columns' field within its view box. */
  private static final int WIDTH = 320;

  private static final int TOP = 12;
  private static final int HEIGHT = 120;
  private static final int LINE = 17;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  /**
   * One day.
   *
   * @param day for people
   * @param x left edge
   * @param width of the column
   * @param sparkY upper edge of Spark's part
   * @param sparkHeight its height
   * @param legacyHeight height of legacy's part, which begins at the top
   * @param spark what Spark has, for people
   * @param legacy what legacy has
   * @param any whether there is anything
   */
  public record Column(
      String day,
      String x,
      String width,
      String sparkY,
      String sparkHeight,
      String legacyHeight,
      String spark,
      String legacy,
      boolean any) {}

  /**
   * A chart of one figure.
   *
   * @param shown how an amount is shown
   */
  public static ShareChart of(
      String name,
      Figure figure,
      Map<DayFigure, Double> values,
      LocalDate today,
      int days,
      LongFunction<String> shown) {
    List<Column> columns = new ArrayList<>();
    double allSpark = 0;
    double all = 0;
    double share = 0;
    double width = (double) WIDTH / days;
    for (int i = 0; i < days; i++) {
      LocalDate day = today.minusDays(days - 1L - i);
      double spark = value(values, day, figure, Connector.SPARK);
      double legacy = value(values, day, figure, Connector.LEGACY);
      boolean any = spark + legacy > 0;
      if (any) {
        share = spark / (spark + legacy);
      }
      double part = any ? HEIGHT * spark / (spark + legacy) : 0;
      columns.add(
          new Column(
              DAY.format(day),
              number(i * width + width * 0.08),
              number(width * 0.84),
              number(TOP + HEIGHT - part),
              number(part),
              number(any ? HEIGHT - part : 0),
              shown.apply(Math.round(spark)),
              shown.apply(Math.round(legacy)),
              any));
      allSpark += spark;
      all += spark + legacy;
    }
    int percent = (int) Math.round(share * 100);
    int middle = (int) Math.round(TOP + HEIGHT * (1 - share));
    int sparkY = clamp((middle + TOP + HEIGHT) / 2, TOP + LINE * 2 + 10, TOP + HEIGHT - LINE + 4);
    int legacyY = clamp((middle + TOP) / 2, TOP + 8, sparkY - LINE * 2 - 4);
    return new ShareChart(
        name,
        all == 0
            ? "nothing yet"
            : shown.apply(Math.round(all))
                + " in "
                + days
                + " days, "
                + Math.round(100 * allSpark / all)
                + " % of it by SPARK",
        columns,
        percent + " %",
        sparkY,
        (100 - percent) + " %",
        legacyY,
        columns.get(0).day(),
        columns.get(days - 1).day(),
        all == 0);
  }

  private static double value(
      Map<DayFigure, Double> values, LocalDate day, Figure figure, Connector connector) {
    return values.getOrDefault(new DayFigure(day, figure, connector.name()), 0.0);
  }

  private static int clamp(int value, int least, int most) {
    return Math.max(least, Math.min(most, value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
