package io.pointsman.registry.page;

import io.pointsman.decider.registry.CatalogDefinition;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A catalog as people type it.
 *
 * @param version what was there when the form was made; empty for nothing
 * @param name the catalog's name in movements
 * @param properties Iceberg's catalog properties, {@code key=value}, one a line
 * @param credentials the credentials' name, or empty
 */
public record CatalogForm(String version, String name, String properties, String credentials) {

  public static CatalogForm of(CatalogDefinition catalog, String version) {
    return new CatalogForm(
        version,
        catalog.name(),
        catalog.properties().entrySet().stream()
            .map(property -> property.getKey() + "=" + property.getValue())
            .collect(Collectors.joining("\n")),
        catalog.credentials() == null ? "" : catalog.credentials());
  }

  /** What a form says. */
  public static CatalogForm said(UnaryOperator<String> form) {
    return new CatalogForm(
        text(form.apply("version")),
        text(form.apply("name")),
        text(form.apply("properties")),
        text(form.apply("credentials")));
  }

  /**
   * The definition that it says; whether it is one is for others to judge.
   *
   * @throws IllegalArgumentException when a line of the properties is none
   */
  public CatalogDefinition definition() {
    Map<String, String> parsed = new TreeMap<>();
    int number = 0;
    for (String line : properties.lines().toList()) {
      number++;
      int sign = line.indexOf('=');
      if (line.isBlank()) {
        continue;
      }
      if (sign < 1
          || parsed.put(line.substring(0, sign).strip(), line.substring(sign + 1).strip())
              != null) {
        // The line is not repeated: it may hold what ought not to be shown.
        throw new IllegalArgumentException(
            "Line " + number + " of the properties is no KEY=VALUE, or its key is there twice");
      }
    }
    return new CatalogDefinition(
        name.isEmpty() ? null : name, parsed, credentials.isEmpty() ? null : credentials);
  }

  private static String text(String text) {
    return text == null ? "" : text.strip();
  }
}
