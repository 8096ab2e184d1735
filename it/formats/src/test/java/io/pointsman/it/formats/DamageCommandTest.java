package io.pointsman.it.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DamageCommandTest {
  @Test
  void itsHelpSaysWhatItDoesShowsExamplesAndItsExitStatus() {
    CommandLine command = new CommandLine(new DamageCommand());
    String help = command.getUsageMessage();
    assertThat(help).contains("Damages SSTables", "Exit status:", "Examples:");
    assertThat(command.getCommandSpec().args())
        .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    help.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("pointsman damage "))
        .forEach(
            example ->
                assertThatCode(
                        () ->
                            new CommandLine(new DamageCommand())
                                .parseArgs(example.replace("pointsman damage ", "").split(" ")))
                    .as(example)
                    .doesNotThrowAnyException());
    assertThat(help).containsPattern("(?m)^ *pointsman damage --rounds");
  }
}
