package io.pointsman.registry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pointsman.registry.metrics.DocumentedMetrics.Documented;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MonitoringTest {
  private static final Path FOLDER =
      DocumentedMetrics.repository().resolve("controller-registry/monitoring");
  private static final Pattern NAME = Pattern.compile("pointsman_[a-z_]+");
  private static final Pattern SELECTOR = Pattern.compile("(pointsman_[a-z_]+)(?:\\{([^}]*)\\})?");
  private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)");

  /** What Prometheus itself adds. */
  private static final Set<String> OF_PROMETHEUS = Set.of("le", "instance", "pod");

  @Test
  void everyMetricOfTheRegistryIsDocumentedAndNothingElseIs() {
    Map<String, Documented> exposed = new TreeMap<>();
    for (RegistryMetric metric : RegistryMetric.values()) {
      exposed.put(
          metric.exposedName(),
          new Documented(metric.type().name().toLowerCase(Locale.ROOT), metric.labels()));
    }
    assertThat(DocumentedMetrics.below("Of the registry")).isEqualTo(exposed);
  }

  @Test
  void theDashboardAsksForMetricsAndLabelsThatExist() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
    List<String> expressions = dashboard.findValuesAsText("expr");
    assertThat(expressions).hasSizeGreaterThan(15).allSatisfy(MonitoringTest::exists);
    Set<Integer> ids = new TreeSet<>();
    dashboard
        .path("panels")
        .forEach(panel -> assertThat(ids.add(panel.path("id").asInt())).isTrue());
  }

  @Test
  void everyAlertAsksForWhatExistsAndSaysWhatToDo() throws IOException {
    JsonNode rules =
        new YAMLMapper()
            .readTree(Files.readString(FOLDER.resolve("alerts.yaml")))
            .at("/groups/0/rules");
    assertThat(rules).hasSizeGreaterThan(8);
    for (JsonNode rule : rules) {
      exists(rule.path("expr").asText());
      assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).isNotBlank();
      assertThat(rule.at("/labels/severity").asText()).isIn("page", "warning", "info");
    }
  }

  private static void exists(String expression) {
    Map<String, Documented> known = new TreeMap<>();
    known.putAll(DocumentedMetrics.below("Of the registry"));
    known.putAll(DocumentedMetrics.below("Of a worker"));
    List<String> labels = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(expression);
    boolean any = false;
    while (selector.find()) {
      any = true;
      String name = selector.group(1);
      Documented metric = known.get(name);
      if (metric == null) {
        metric = known.get(name.replaceFirst("_(bucket|count|sum)$", ""));
        assertThat(metric).as(name).isNotNull();
        assertThat(metric.type()).as(name).isEqualTo("histogram");
      }
      labels.addAll(metric.labels());
      if (selector.group(2) != null) {
        for (String matcher : selector.group(2).split(",(?=[a-z_]+[=!])")) {
          assertThat(metric.labels()).as(expression).contains(matcher.split("[=!]")[0]);
        }
      }
    }
    assertThat(any).as(expression).isTrue();
    Matcher by = BY.matcher(expression);
    while (by.find()) {
      for (String label : by.group(1).split(",")) {
        assertThat(labels.contains(label.strip()) || OF_PROMETHEUS.contains(label.strip()))
            .as(label + " in " + expression)
            .isTrue();
      }
    }
    assertThat(NAME.matcher(expression).find()).isTrue();
    assertThat(Arrays.asList(expression.split("")))
        .filteredOn("("::equals)
        .hasSameSizeAs(Arrays.asList(expression.split("")).stream().filter(")"::equals).toList());
  }
}
