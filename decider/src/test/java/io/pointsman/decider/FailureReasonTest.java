package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| ([A-Z]+) \\|(.*)\\|");

  private record Row(String reason, String failureClass, List<String> said) {}

  @Test
  void theTableInTheDocsHasEveryReasonOnceWithItsClass() throws IOException {
    Map<String, String> documented =
        rows().stream().collect(Collectors.toMap(Row::reason, Row::failureClass));
    Map<String, String> raised =
        Arrays.stream(FailureReason.values())
            .collect(Collectors.toMap(Enum::name, reason -> reason.failureClass().name()));
    assertThat(documented).isEqualTo(raised);
  }

  @Test
  void everyRowSaysWhoRaisesItWhatHappensAndWhatToDo() throws IOException {
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row.said()).as(row.reason()).hasSize(3);
              assertThat(row.said()).as(row.reason()).noneMatch(String::isBlank);
            });
  }

  @Test
  void everyReasonIsRaisedSomewhere() throws IOException {
    String sources;
    try (var files = Files.walk(Path.of(".."))) {
      sources =
          files
              .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
              .filter(file -> !file.endsWith("FailureReason.java"))
              .map(FailureReasonTest::text)
              .collect(Collectors.joining("\n"));
    }
    assertThat(FailureReason.values())
        .extracting(Enum::name)
        .allSatisfy(name -> assertThat(sources).contains("FailureReason." + name));
  }

  private static List<Row> rows() throws IOException {
    String document = Files.readString(Path.of("../docs/failures.md"));
    Function<Matcher, Row> row =
        found ->
            new Row(
                found.group(1),
                found.group(2),
                Arrays.asList(found.group(3).strip().split(" \\| ", -1)));
    return document.lines().map(ROW::matcher).filter(Matcher::matches).map(row).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
