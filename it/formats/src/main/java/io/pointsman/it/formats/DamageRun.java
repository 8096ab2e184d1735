package io.pointsman.it.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tries all cases of a plan in processes with little memory, one after the other. */
final class DamageRun {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int KEPT = 200;

  /**
   * What to try.
   *
   * @param components which files, such as {@code Data.db}; empty for all
   * @param every every byte and cut, instead of {@code rounds} drawn ones
   * @param heap of the process, such as {@code 96m}
   * @param limitSeconds that a case may take
   */
  record Settings(
      List<String> components,
      long seed,
      boolean every,
      long rounds,
      String heap,
      int limitSeconds) {}

  /**
   * What came of it.
   *
   * @param counts cases by component and outcome
   * @param bad the first cases that are not good
   */
  record Result(long cases, Map<String, Map<Outcome, Long>> counts, List<DamageWorker.Bad> bad) {
    long of(Outcome outcome) {
      return counts.values().stream().mapToLong(each -> each.getOrDefault(outcome, 0L)).sum();
    }
  }

  private final Settings settings;
  private final DamagePlan plan;
  private final Consumer<String> progress;
  private final Map<String, Map<Outcome, Long>> counts = new TreeMap<>();
  private final List<DamageWorker.Bad> bad = new ArrayList<>();
  private long next;

  DamageRun(Settings settings, Consumer<String> progress) throws IOException {
    this.settings = settings;
    this.plan =
        new DamagePlan(
            Fixtures.all(),
            settings.components(),
            settings.seed(),
            settings.every(),
            settings.rounds());
    this.progress = progress;
  }

  Result run() throws IOException, InterruptedException {
    while (next < plan.size()) {
      work();
    }
    return new Result(plan.size(), counts, bad);
  }

  /** One process, until it is done or has come to harm. */
  private void work() throws IOException, InterruptedException {
    Process process = start();
    DamageWorker.Line last = null;
    long begun = next;
    boolean hung = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("{")) {
          // The Java machine's own last words.
          progress.accept(line);
          continue;
        }
        DamageWorker.Line said = MAPPER.readValue(line, DamageWorker.Line.class);
        next = said.next();
        if (said.bad() != null) {
          keep(said.bad());
          hung |= said.bad().outcome() == Outcome.HANG;
        }
        if (!said.counts().isEmpty()) {
          last = said;
        }
        if (said.bad() != null || next % 5_000 == 0 || next == plan.size()) {
          progress.accept(next + " of " + plan.size() + " cases, " + bad.size() + " not good");
        }
      }
    } finally {
      process.destroyForcibly();
    }
    int exit = process.waitFor();
    if (last != null) {
      last.counts()
          .forEach(
              (component, outcomes) ->
                  outcomes.forEach((outcome, times) -> count(component, outcome, times)));
    }
    if (hung) {
      count(plan.at(next - 1).component(), Outcome.HANG, 1);
    } else if (exit != 0) {
      crashed(begun, exit);
    }
  }

  /** It ended without a word: which case did it is found by trying the next ones one by one. */
  private void crashed(long begun, int exit) throws IOException {
    DamageCase each = plan.at(next);
    if (next == begun && bad.isEmpty() && exit == 1) {
      throw new IOException("The process that tries cases does not start; it exited with " + exit);
    }
    keep(
        new DamageWorker.Bad(
            each.number(),
            each + " or one of the cases after it",
            Outcome.CRASH,
            "its process exited with " + exit));
    count(each.component(), Outcome.CRASH, 1);
    next++;
  }

  private void keep(DamageWorker.Bad each) {
    if (bad.size() < KEPT) {
      bad.add(each);
    }
    progress.accept(each.name() + " gave " + each.outcome().words() + ": " + each.words());
  }

  private void count(String component, Outcome outcome, long times) {
    counts.computeIfAbsent(component, name -> new TreeMap<>()).merge(outcome, times, Long::sum);
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened : List.of("java.io", "java.nio", "sun.nio.ch", "jdk.internal.ref")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Xmx" + settings.heap(),
            "-XX:MaxDirectMemorySize=" + settings.heap(),
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile=io/pointsman/it/formats/logback-formats.xml",
            "-cp",
            System.getProperty("java.class.path"),
            DamageWorker.class.getName(),
            Long.toString(settings.seed()),
            settings.every() ? "every" : "drawn",
            Long.toString(settings.rounds()),
            Long.toString(next),
            Integer.toString(settings.limitSeconds()),
            String.join(",", settings.components())));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
