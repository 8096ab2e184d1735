package io.pointsman.it.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./pointsman damage}. */
@Command(
    name = "damage",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Damages SSTables of every format and compressor, one file at a time: bytes that are others,"
          + " files that are cut off or gone. Reads each table by token ranges.",
      "It must give the same rows or be refused with the object named: never other rows, never"
          + " without an end, never out of memory."
    },
    footer = {
      "%nExamples:",
      "  pointsman damage --rounds 40000 --seed 2",
      "  pointsman damage --every --component Partitions.db --json"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:all cases were good", "1:some were not", "2:usage"})
public final class DamageCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "what is drawn; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20000",
      description = "how many cases to draw; default ${DEFAULT-VALUE}")
  private long rounds;

  @Option(
      names = "--every",
      description = "every byte of every file, every length that it can be cut to, and its loss")
  private boolean every;

  @Option(
      names = "--component",
      paramLabel = "NAME",
      split = ",",
      description = "only these files, such as Index.db")
  private List<String> components = List.of();

  @Option(
      names = "--case",
      paramLabel = "N",
      description = "only this case of the seed, with the whole failure")
  private Long only;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "96m",
      description = "memory of the process that reads; default ${DEFAULT-VALUE}")
  private String heap;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "what a case may take; default ${DEFAULT-VALUE}")
  private int limitSeconds;

  @Option(names = "--json", description = "print one JSON document instead of the table")
  private boolean json;

  public static void main(String[] arguments) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty(
          "logback.configurationFile", "io/pointsman/it/formats/logback-formats.xml");
    }
    int from = arguments.length > 0 && arguments[0].equals("damage") ? 1 : 0;
    System.exit(
        new CommandLine(new DamageCommand())
            .execute(java.util.Arrays.copyOfRange(arguments, from, arguments.length)));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || limitSeconds < 1) {
      System.err.println("pointsman: --rounds and --limit are at least 1");
      return CommandLine.ExitCode.USAGE;
    }
    if (only != null) {
      return tryOne();
    }
    Instant begun = Instant.now();
    DamageRun.Result result =
        new DamageRun(
                new DamageRun.Settings(components, seed, every, rounds, heap, limitSeconds),
                line -> System.err.println("pointsman: " + line))
            .run();
    Duration took = Duration.between(begun, Instant.now());
    System.out.print(json ? json(result, took) : text(result, took));
    return result.bad().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private int tryOne() throws IOException {
    DamagePlan plan =
        new DamagePlan(Fixtures.all(), components, seed, every, Math.max(rounds, only + 1));
    DamageCase each = plan.at(only);
    DamageTrial.Result result = DamageTrial.of(each);
    System.out.println(each + ": " + result.outcome().words());
    if (result.words() != null) {
      System.out.println(result.words());
    }
    if (result.failure() != null) {
      result.failure().printStackTrace(System.out);
    }
    return result.outcome().isGood() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static String text(DamageRun.Result result, Duration took) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-20s %10s %10s %10s %10s%n"
            .formatted("damaged", "cases", "same rows", "refused", "not good"));
    result
        .counts()
        .forEach(
            (component, outcomes) -> {
              long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
              long same = outcomes.getOrDefault(Outcome.SAME_ROWS, 0L);
              long refused = outcomes.getOrDefault(Outcome.REFUSED, 0L);
              text.append(
                  "%-20s %10d %10d %10d %10d%n"
                      .formatted(component, all, same, refused, all - same - refused));
            });
    result
        .bad()
        .forEach(
            each ->
                text.append(each.outcome().words()).append(": ").append(each.name()).append('\n'));
    return text.append("%d cases in %d s%n".formatted(result.cases(), took.toSeconds())).toString();
  }

  private static String json(DamageRun.Result result, Duration took) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("ok", result.bad().isEmpty());
    ArrayNode checks = document.putArray("checks");
    check(checks, "damaged files tried", result.cases() > 0, result.cases());
    for (Outcome outcome : Outcome.values()) {
      check(
          checks,
          "reading gave " + outcome.words(),
          outcome.isGood() || result.of(outcome) == 0,
          result.of(outcome));
    }
    document.put("seconds", took.toSeconds());
    ObjectNode components = document.putObject("components");
    for (Map.Entry<String, Map<Outcome, Long>> each : result.counts().entrySet()) {
      ObjectNode counts = components.putObject(each.getKey());
      each.getValue().forEach((outcome, times) -> counts.put(outcome.name(), times));
    }
    document.set("bad", mapper.valueToTree(result.bad()));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }

  private static void check(ArrayNode checks, String name, boolean ok, long figure) {
    checks.addObject().put("name", name).put("ok", ok).put("figure", figure).put("unit", "cases");
  }
}
