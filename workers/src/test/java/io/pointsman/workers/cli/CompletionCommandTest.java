package io.pointsman.workers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsOfEveryModuleAndTheirOptions() throws Exception {
    String script = script("bash");
    assertThat(complete(script, "pointsman", ""))
        .contains(
            "route", "simulate", "worker", "gc", "backup", "quickstart", "completion", "bench");
    assertThat(complete(script, "pointsman", "sim")).containsExactly("simulate");
    assertThat(complete(script, "pointsman", "route", "s")).contains("set");
    assertThat(complete(script, "pointsman", "simulate", "--fail"))
        .containsExactly("--fail-on-move-back");
    assertThat(complete(script, "pointsman", "worker", "--ro")).containsExactly("--roles");
    assertThat(complete(script, "pointsman", "backup", "")).contains("list", "show", "doctor");
    assertThat(complete(script, "pointsman", "bench", "r")).contains("read", "registry");
  }

  @Test
  void zshGetsTheSame() {
    assertThat(script("zsh")).contains("compinit", "complete -F _complete_pointsman");
  }

  private static String script(String shell) {
    StringWriter out = new StringWriter();
    int status =
        WorkersCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute("completion", shell);
    assertThat(status).isZero();
    return out.toString();
  }

  /** What a real bash offers for the last word. */
  private List<String> complete(String script, String... words)
      throws IOException, InterruptedException {
    Path file = directory.resolve("completion.sh");
    Files.writeString(file, script);
    String array = String.join("\" \"", words);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + file
                    + "; COMP_WORDS=(\""
                    + array
                    + "\"); COMP_CWORD="
                    + (words.length - 1)
                    + "; _complete_pointsman; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
  }
}
