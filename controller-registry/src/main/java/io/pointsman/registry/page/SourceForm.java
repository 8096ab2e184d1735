package io.pointsman.registry.page;

import io.pointsman.decider.Ages;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A source as people type it; what is left open is empty.
 *
 * @param version what was there when the form was made; empty for nothing
 * @param name the cluster's name in movements
 * @param backupUri {@code s3://bucket/prefix}
 * @param layout of the backups
 * @param region the store's
 * @param endpoint an S3 endpoint other than the region's own
 * @param pathStyle whether the bucket stands in the path
 * @param dataCentre the data centre to read
 * @param consistency how many replicas must be whole
 * @param credentials the credentials' name
 * @param retention how long a backup is kept
 * @param maxSkew how far the nodes' snapshots of one backup may be apart
 */
public record SourceForm(
    String version,
    String name,
    String backupUri,
    String layout,
    String region,
    String endpoint,
    boolean pathStyle,
    String dataCentre,
    String consistency,
    String credentials,
    String retention,
    String maxSkew) {

  public static SourceForm of(SourceDefinition source, String version) {
    return new SourceForm(
        version,
        source.name(),
        source.backupUri(),
        source.layout(),
        text(source.region()),
        text(source.endpoint()),
        source.pathStyle(),
        text(source.dataCentre()),
        text(source.consistency()),
        text(source.credentials()),
        source.retention() == null ? "" : Ages.format(source.retention()),
        source.maxSkew() == null ? "" : Ages.format(source.maxSkew()));
  }

  /** What a form says. */
  public static SourceForm said(UnaryOperator<String> form) {
    return new SourceForm(
        text(form.apply("version")),
        text(form.apply("name")),
        text(form.apply("backupUri")),
        form.apply("layout") == null ? "auto" : form.apply("layout").strip(),
        text(form.apply("region")),
        text(form.apply("endpoint")),
        form.apply("pathStyle") != null,
        text(form.apply("dataCentre")),
        text(form.apply("consistency")),
        text(form.apply("credentials")),
        text(form.apply("retention")),
        text(form.apply("maxSkew")));
  }

  /**
   * The definition that it says; whether it is one is for others to judge.
   *
   * @throws IllegalArgumentException when an age is none, or of no length
   */
  public SourceDefinition definition() {
    return new SourceDefinition(
        orNull(name),
        orNull(backupUri),
        orNull(layout),
        orNull(region),
        orNull(endpoint),
        pathStyle,
        orNull(dataCentre),
        orNull(consistency),
        orNull(credentials),
        age("retention", retention),
        age("maxSkew", maxSkew));
  }

  private static Duration age(String field, String text) {
    try {
      return text.isEmpty() ? null : Ages.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("The field " + field + ": " + e.getMessage(), e);
    }
  }

  private static String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String text(String text) {
    return text == null ? "" : text.strip();
  }
}
