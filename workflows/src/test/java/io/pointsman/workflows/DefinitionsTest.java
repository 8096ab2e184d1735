package io.pointsman.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_]+)\\.(output|status|reasonForIncompletion)");
  private final Definitions definitions = Definitions.shipped();

  @Test
  void noTaskCanEndTheWholeRunByATimeout() {
    assertThat(definitions.tasks())
        .allSatisfy(
            task -> {
              assertThat(task.path("timeoutPolicy").asText()).isEqualTo("RETRY");
              assertThat(task.path("timeoutSeconds").asLong()).isPositive();
              assertThat(task.path("responseTimeoutSeconds").asLong()).isPositive();
              assertThat(task.has("retryCount")).isTrue();
              assertThat(task.has("retryDelaySeconds")).isTrue();
            });
  }

  @Test
  void onlyTasksThatCallBackHaveNoPollTimeout() {
    Set<String> without =
        definitions.tasks().stream()
            .filter(task -> !task.has("pollTimeoutSeconds"))
            .map(task -> task.path("name").asText())
            .collect(Collectors.toSet());
    assertThat(without).containsExactlyInAnyOrder("await_spark", "await_legacy");
  }

  @Test
  void everyTaskOfAWorkflowHasItsDefinition() {
    Set<String> defined =
        definitions.tasks().stream()
            .map(task -> task.path("name").asText())
            .collect(Collectors.toSet());
    Set<String> used = new HashSet<>();
    for (JsonNode task : allTasks()) {
      if (task.path("type").asText().equals("SIMPLE")) {
        used.add(task.path("name").asText());
      }
    }
    assertThat(used).isEqualTo(defined);
  }

  @Test
  void referenceNamesAreUniqueAndEveryReferenceHasItsTask() {
    for (ObjectNode workflow :
        List.of(
            definitions.moveData(), definitions.moveDataSpark(), definitions.moveDataFailed())) {
      List<String> names =
          tasks(workflow).stream().map(task -> task.path("taskReferenceName").asText()).toList();
      assertThat(names).doesNotHaveDuplicates();
      Matcher references = REFERENCE.matcher(workflow.toString());
      while (references.find()) {
        assertThat(references.group(1)).isIn(with(names, "workflow"));
      }
    }
  }

  @Test
  void theLegacyBranchIsOneAndTheDefault() {
    List<JsonNode> claims =
        tasks(definitions.moveData()).stream()
            .filter(task -> task.path("name").asText().equals("claim_legacy"))
            .toList();
    assertThat(claims).hasSize(1);
    JsonNode verdict =
        tasks(definitions.moveData()).stream()
            .filter(task -> task.path("name").asText().equals("spark_verdict"))
            .findFirst()
            .orElseThrow();
    assertThat(verdict.path("defaultCase").get(0).path("name").asText()).isEqualTo("claim_legacy");
  }

  @Test
  void everyInputAndOutputAndTaskIsDocumented() throws IOException {
    String documentation = Files.readString(Path.of("WORKFLOWS.md"));
    for (JsonNode input : definitions.moveData().path("inputParameters")) {
      assertThat(documentation).contains("| `" + input.asText() + "` |");
    }
    definitions
        .moveData()
        .path("outputParameters")
        .fieldNames()
        .forEachRemaining(output -> assertThat(documentation).contains("`" + output + "`"));
    for (ObjectNode task : definitions.tasks()) {
      String row =
          documentation
              .lines()
              .filter(line -> line.startsWith("| `" + task.path("name").asText() + "`"))
              .findFirst()
              .orElseThrow();
      String poll =
          task.has("pollTimeoutSeconds") ? task.path("pollTimeoutSeconds").asText() + " s" : "none";
      assertThat(row)
          .endsWith(
              "| %s | %s s | %s |"
                  .formatted(
                      poll,
                      task.path("responseTimeoutSeconds").asText(),
                      task.path("retryCount").asText()));
    }
  }

  @Test
  void theExampleReadsOnlyOutputsThatMoveDataHas() throws IOException {
    JsonNode example =
        new ObjectMapper()
            .readTree(DefinitionsTest.class.getResource("example_pipeline_with_move_data.json"));
    Matcher outputs = Pattern.compile("copy_table\\.output\\.(\\w+)").matcher(example.toString());
    assertThat(outputs.find()).isTrue();
    do {
      assertThat(definitions.moveData().path("outputParameters").has(outputs.group(1))).isTrue();
    } while (outputs.find());
  }

  @Test
  void whatAServerAddsDoesNotMakeADefinitionAnother() {
    for (ObjectNode task : definitions.tasks()) {
      ObjectNode stored = task.deepCopy();
      stored.put("createTime", 1).put("createdBy", "").put("backoffScaleFactor", 1);
      stored.put("rateLimitPerFrequency", 0).put("enforceSchema", false);
      stored.putObject("inputTemplate");
      assertThat(DefinitionBody.of(stored)).isEqualTo(DefinitionBody.of(task));
      assertThat(DefinitionBody.of(stored.put("retryCount", 9)))
          .isNotEqualTo(DefinitionBody.of(task));
    }
    ObjectNode stored = definitions.moveData().deepCopy().put("version", 12);
    stored.put("enforceSchema", true).put("updateTime", 5);
    assertThat(DefinitionBody.of(stored)).isEqualTo(DefinitionBody.of(definitions.moveData()));
  }

  private List<JsonNode> allTasks() {
    List<JsonNode> all = new ArrayList<>(tasks(definitions.moveData()));
    all.addAll(tasks(definitions.moveDataSpark()));
    all.addAll(tasks(definitions.moveDataFailed()));
    return all;
  }

  private static List<JsonNode> tasks(JsonNode workflow) {
    List<JsonNode> found = new ArrayList<>();
    collect(workflow.path("tasks"), found);
    return found;
  }

  private static void collect(JsonNode tasks, List<JsonNode> found) {
    for (JsonNode task : tasks) {
      found.add(task);
      collect(task.path("defaultCase"), found);
      for (Map.Entry<String, JsonNode> branch : task.path("decisionCases").properties()) {
        collect(branch.getValue(), found);
      }
    }
  }

  private static List<String> with(List<String> names, String further) {
    List<String> all = new ArrayList<>(names);
    all.add(further);
    return all;
  }
}
