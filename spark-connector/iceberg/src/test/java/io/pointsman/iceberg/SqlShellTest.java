package io.pointsman.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.registry.CatalogDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlShellTest {
  @Test
  void catalogsAndStatementsAreRead() {
    SqlShell.Command command =
        SqlShell.parse(
            List.of(
                "--catalog",
                "lake",
                "type=rest",
                "uri=http://127.0.0.1:1/?a=b",
                "--credentials",
                "quick",
                "-e",
                "SELECT 1",
                "-e",
                "SELECT 2"));
    assertThat(command.catalogs())
        .containsExactly(
            new CatalogDefinition(
                "lake", Map.of("type", "rest", "uri", "http://127.0.0.1:1/?a=b"), "quick"));
    assertThat(command.statements()).containsExactly("SELECT 1", "SELECT 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-e x | No --catalog",
        "--catalog lake type | A catalog's property is key=value, not 'type'",
        "--credentials a | --credentials stands after the --catalog it is for",
        "--catalog | Option --catalog has no value",
        "--nope x | Unknown option --nope",
      })
  void aFaultIsNamed(String words, String message) {
    assertThatThrownBy(() -> SqlShell.parse(List.of(words.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
