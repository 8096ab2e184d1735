package io.pointsman.registry.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.bench.BenchReport;
import io.pointsman.registry.bench.RegistryBench;
import io.pointsman.registry.bench.RegistryBench.Plan;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import io.pointsman.registry.store.DatabaseLogin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures; prints which bars were met.",
    footer = {"%nExample:", "  pointsman bench registry"},
    subcommands = BenchCommand.OfRegistry.class)
final class BenchCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(command.commandLine(), "Which? 'bench registry'");
  }

  @Command(
      name = "registry",
      mixinStandardHelpOptions = true,
      description = {
        "Fills a new database and measures a registry on it: decisions over HTTP, each durable when",
        "answered; every view above a long history; the simulation of a large fleet. The load is",
        "made in the same process. Exits with 0 exactly when every bar was met."
      },
      footer = {
        "%nExamples:",
        "  pointsman bench registry",
        "  pointsman bench registry --runs 20000 --movements 2000 --rules 500 --seconds 3 --json",
        "  pointsman bench registry --database jdbc:postgresql://127.0.0.1/an_empty_one"
      })
  static final class OfRegistry implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Option(
        names = "--database",
        paramLabel = "URL",
        description = {
          "An empty PostgreSQL database; it stays filled. POINTSMAN_DATABASE_USER and _PASSWORD",
          "connect. Without it a SQLite file in a temporary directory, removed at the end."
        })
    private String database;

    @Option(
        names = "--runs",
        defaultValue = "1000000",
        description = "Runs of history (${DEFAULT-VALUE}).")
    private long runs;

    @Option(
        names = "--movements",
        defaultValue = "100000",
        description = "Registered movements, 10 or more (${DEFAULT-VALUE}).")
    private int movements;

    @Option(
        names = "--rules",
        defaultValue = "10000",
        description = "Rules of the simulated table, 2 or more (${DEFAULT-VALUE}).")
    private int rules;

    @Option(
        names = "--rate",
        defaultValue = "300",
        description = "Decisions a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--seconds",
        defaultValue = "30",
        description = "How long decisions are asked for (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
      if (runs < 10 || movements < 10 || rules < 2 || rate < 1 || seconds < 1) {
        throw new CommandLine.ParameterException(
            command.commandLine(), "There is nothing to measure with so few; see --help");
      }
      Path directory = Files.createTempDirectory("pointsman-bench");
      try {
        BenchReport report =
            new RegistryBench(
                    new Plan(
                        address(directory),
                        directory,
                        runs,
                        movements,
                        rules,
                        rate,
                        Duration.ofSeconds(seconds)),
                    this::say)
                .run();
        print(report);
        return report.isOk() ? 0 : RegistryCommand.REFUSED;
      } finally {
        remove(directory);
      }
    }

    private DatabaseAddress address(Path directory) {
      return database == null
          ? new SqliteFile(directory.resolve("registry.db"))
          : new PostgresDatabase(database, DatabaseLogin.of(System.getenv()));
    }

    private void say(String progress) {
      PrintWriter errors = command.commandLine().getErr();
      errors.println("pointsman: " + progress);
      errors.flush();
    }

    private void print(BenchReport report) throws JsonProcessingException {
      PrintWriter out = command.commandLine().getOut();
      out.println(
          json
              ? WireJson.mapper()
                  .writerWithDefaultPrettyPrinter()
                  .writeValueAsString(
                      new java.util.TreeMap<>(
                          Map.of(
                              "ok", report.isOk(),
                              "checks", report.checks(),
                              "figures", report.figures())))
              : report.text());
      out.flush();
    }

    private static void remove(Path directory) throws IOException {
      List<Path> paths;
      try (Stream<Path> found = Files.walk(directory)) {
        paths = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.delete(path);
      }
    }
  }
}
