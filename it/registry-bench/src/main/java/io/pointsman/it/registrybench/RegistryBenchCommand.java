package io.pointsman.it.registrybench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.decider.WireJson;
import io.pointsman.postgres.PostgresServer;
import io.pointsman.postgres.PostgresServer.Durability;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The registry's bench on one database or on both, one after the other. */
@Command(
    name = "pointsman bench registry",
    mixinStandardHelpOptions = true,
    description = {
      "Fills a new database and measures a registry on it: decisions over HTTP, each durable when",
      "answered; every view above a long history; the simulation of a large fleet. On SQLite and on",
      "a PostgreSQL that it starts from this machine's binaries, as durable as in production. The",
      "load is made in the same process. Exits with 0 exactly when every bar was met."
    },
    footer = {
      "%nExamples:",
      "  pointsman bench registry",
      "  pointsman bench registry --on sqlite",
      "  pointsman bench registry --runs 20000 --movements 2000 --rules 500 --seconds 3 --json",
      "  pointsman bench registry --database jdbc:postgresql://127.0.0.1/an_empty_one"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every bar was met", "1:one was not", "2:the command line is wrong"})
public final class RegistryBenchCommand implements Callable<Integer> {
  private static final String LOGGING = "logback.configurationFile";
  private static final Duration MOST = Duration.ofMinutes(8);
  private static final int MISSED = 1;

  /** What a registry keeps its state in. */
  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  @Spec private CommandSpec command;

  @Option(
      names = "--on",
      split = ",",
      defaultValue = "sqlite,postgresql",
      description = "Which databases: sqlite, postgresql or both (${DEFAULT-VALUE}).")
  private List<Kind> kinds;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "An empty PostgreSQL database to measure instead of the two; it stays filled.",
        "POINTSMAN_DATABASE_USER and _PASSWORD connect."
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

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/pointsman/registry/logback-registry.xml");
    }
    System.exit(commandLine().execute(options(arguments)));
  }

  /** What comes behind the command's words, as the launcher passes them. */
  static String[] options(String... arguments) {
    int from = 0;
    for (String word : List.of("bench", "registry")) {
      if (from < arguments.length && arguments[from].equals(word)) {
        from++;
      }
    }
    return Arrays.copyOfRange(arguments, from, arguments.length);
  }

  static CommandLine commandLine() {
    return new CommandLine(new RegistryBenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (problem, line, parsed) -> {
              line.getErr().println("pointsman: " + problem.getMessage());
              return MISSED;
            });
  }

  @Override
  public Integer call() throws Exception {
    if (runs < 10 || movements < 10 || rules < 2 || rate < 1 || seconds < 1) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "There is nothing to measure with so few; see --help");
    }
    if (database == null
        && kinds.contains(Kind.POSTGRESQL)
        && PostgresServer.binaries().isEmpty()) {
      throw new IllegalStateException(
          "There is no PostgreSQL on this machine: install the package postgresql, give one with"
              + " --database, or measure with --on sqlite");
    }
    long begun = System.nanoTime();
    List<BenchReport> reports = new ArrayList<>();
    if (database != null) {
      reports.add(
          measured(
              "PostgreSQL", new PostgresDatabase(database, DatabaseLogin.of(System.getenv()))));
    } else {
      for (Kind kind : kinds) {
        reports.add(
            switch (kind) {
              case SQLITE -> measured("SQLite", null);
              case POSTGRESQL -> onOwnPostgres();
            });
      }
    }
    BenchReport report = BenchReport.of(reports);
    report.under("all of it", (System.nanoTime() - begun) / 1e9, MOST.toSeconds(), "s");
    print(report);
    return report.isOk() ? 0 : MISSED;
  }

  private BenchReport onOwnPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start(Durability.DURABLE)) {
      return measured(
          "PostgreSQL",
          new PostgresDatabase(
              server.url("postgres"), new DatabaseLogin(server.user(), server.password())));
    }
  }

  /**
   * Measures one.
   *
   * @param address or null for a SQLite file, which is removed
   */
  private BenchReport measured(String called, DatabaseAddress address) throws Exception {
    Path directory = Files.createTempDirectory("pointsman-bench");
    try {
      return new RegistryBench(
              new Plan(
                  called,
                  Optional.ofNullable(address)
                      .orElseGet(() -> new SqliteFile(directory.resolve("registry.db"))),
                  directory,
                  runs,
                  movements,
                  rules,
                  rate,
                  Duration.ofSeconds(seconds)),
              progress -> say(called + ", " + progress))
          .run();
    } finally {
      remove(directory);
    }
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
