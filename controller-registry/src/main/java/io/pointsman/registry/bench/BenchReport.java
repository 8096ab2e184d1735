package io.pointsman.registry.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, and which bars were met. */
public final class BenchReport {
  private final List<Check> checks = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final String before;

  /**
   * An empty one.
   *
   * @param before what its names begin with
   */
  BenchReport(String before) {
    this.before = before;
  }

  /** All that is in these, in their order. */
  public static BenchReport of(List<BenchReport> reports) {
    BenchReport all = new BenchReport("");
    for (BenchReport report : reports) {
      all.checks.addAll(report.checks);
      all.figures.addAll(report.figures);
    }
    return all;
  }

  /** A bar, and whether it was met. */
  public record Check(String name, boolean ok, double figure, String unit) {}

  /** Something that was measured and has no bar. */
  public record Figure(String name, double figure, String unit) {}

  void atLeast(String name, double figure, double bar, String unit) {
    checks.add(
        new Check(before + name + ", at least " + plain(bar), figure >= bar, round(figure), unit));
  }

  /** A bar that is met by less. */
  public void under(String name, double figure, double bar, String unit) {
    checks.add(
        new Check(before + name + ", under " + plain(bar), figure < bar, round(figure), unit));
  }

  void none(String name, double figure, String unit) {
    checks.add(new Check(before + name + ", none", figure == 0, figure, unit));
  }

  void figure(String name, double figure, String unit) {
    figures.add(new Figure(before + name, round(figure), unit));
  }

  public boolean isOk() {
    return checks.stream().allMatch(Check::ok);
  }

  public List<Check> checks() {
    return checks;
  }

  public List<Figure> figures() {
    return figures;
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Check check : checks) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-7s %-72s %10s %s%n",
              check.ok() ? "met" : "MISSED",
              check.name(),
              plain(check.figure()),
              check.unit()));
    }
    for (Figure figure : figures) {
      text.append(
          String.format(
              Locale.ROOT,
              "        %-72s %10s %s%n",
              figure.name(),
              plain(figure.figure()),
              figure.unit()));
    }
    return text.append(isOk() ? "OK" : "NOT OK").toString();
  }

  private static double round(double figure) {
    return Math.round(figure * 100) / 100.0;
  }

  private static String plain(double figure) {
    return figure == Math.rint(figure)
        ? Long.toString((long) figure)
        : String.format(Locale.ROOT, "%.2f", figure);
  }
}
