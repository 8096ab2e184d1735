package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtherJvmTest {

  @Test
  void theSameInputsGiveTheSameDecisionInAnotherJvm() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=ISO-8859-1",
                "-Duser.language=tr",
                "-cp",
                System.getProperty("java.class.path"),
                Decisions.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).isZero();
    assertThat(printed.lines().toList()).isEqualTo(Decisions.made());
  }

  /** Prints decisions as JSON, one a line. */
  static final class Decisions {
    private Decisions() {}

    public static void main(String[] arguments) {
      System.out.write(String.join("\n", made()).getBytes(StandardCharsets.UTF_8), 0, bytes());
      System.out.flush();
    }

    private static int bytes() {
      return String.join("\n", made()).getBytes(StandardCharsets.UTF_8).length;
    }

    static List<String> made() {
      RoutingTable table =
          RoutingTableParser.parse(
              """
              salt: "sälz"
              rules:
                - {id: one, match: {cluster: "cluster-3"}, route: {sparkPercent: 33.33, shadowPercent: 10}}
              default: {route: {sparkPercent: 50, shadowPercent: 5}}
              """);
      return IntStream.range(0, 500)
          .mapToObj(RoutingTables::movement)
          .map(movement -> json(RoutingTables.decide(table, movement)))
          .toList();
    }

    private static String json(Decision decision) {
      try {
        return WireJson.mapper().writeValueAsString(decision);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
