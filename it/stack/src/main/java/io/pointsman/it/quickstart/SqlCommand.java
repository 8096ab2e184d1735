package io.pointsman.it.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.WireJson;
import io.pointsman.it.StackPaths;
import io.pointsman.it.show.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./pointsman sql}: looks at the Iceberg tables of a quick start that is up. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the Iceberg tables of a quick start that is up, in Spark SQL.",
      "Without a statement it shows a prompt."
    },
    footer = {
      "%nExamples:",
      "  pointsman sql \"SELECT count(*) FROM lake.members.profiles\"",
      "  pointsman sql --dir /tmp/quickstart \"SHOW TABLES IN lake.billing\""
    })
public final class SqlCommand implements Callable<Integer> {
  /** What a quick start leaves for this command; only its owner can read it. */
  static final String ACCESS_FILE = "sql-access.json";

  /**
   * What the tables are reached with.
   *
   * @param catalog the catalog's name
   * @param properties as Spark takes them
   * @param environment the credentials
   */
  record Access(String catalog, Map<String, String> properties, Map<String, String> environment) {}

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "the quick start's folder; default .pointsman/quickstart in the checkout")
  private Path dir;

  @Parameters(paramLabel = "SQL", arity = "0..*", description = "statements to run, in order")
  private List<String> statements = List.of();

  public static void main(String[] arguments) {
    Program.run(new SqlCommand(), arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    StackPaths paths = StackPaths.fromSystemProperty();
    Path folder = dir == null ? paths.home().resolve(".pointsman/quickstart") : dir;
    Path file = folder.resolve(ACCESS_FILE);
    if (!Files.exists(file)) {
      System.err.println(
          "pointsman: there is no quick start in "
              + folder
              + "; start one with ./pointsman quickstart, or name its folder with --dir");
      return 1;
    }
    JsonNode document = WireJson.mapper().readTree(file.toFile());
    Access access = WireJson.mapper().treeToValue(document, Access.class);
    List<String> command = new ArrayList<>();
    command.add(paths.sparkHome().resolve("bin").resolve("spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--class", "io.pointsman.iceberg.SqlShell"));
    // The catalog loads its credentials by class name, from the driver's own class path.
    String jars = jobJars(paths);
    command.addAll(List.of("--driver-class-path", jars));
    command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.add(paths.jar("spark-connector/iceberg").toString());
    command.addAll(List.of("--catalog", access.catalog()));
    access.properties().forEach((key, value) -> command.add(key + "=" + value));
    statements.forEach(statement -> command.addAll(List.of("-e", statement)));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(access.environment());
    return builder.start().waitFor();
  }

  private static String jobJars(StackPaths paths) throws IOException {
    Path folder = paths.home().resolve("spark-connector/target/job-jars");
    try (Stream<Path> jars = Files.list(folder)) {
      return String.join(":", jars.map(Path::toString).sorted().toList());
    }
  }
}
