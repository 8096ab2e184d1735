package io.pointsman.it.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tries cases, in a process that may come to harm. A line of JSON for each case that is not good,
 * and now and then one that says how far it came.
 *
 * <p>Arguments: seed, {@code every} or {@code drawn}, how many, the first, how many seconds a case
 * may take, which components (none for all, commas between them).
 */
final class DamageWorker {
  static final int HUNG = 3;
  private static final int REPORTED_EVERY = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * What it says.
   *
   * @param next the case that comes after all that were tried
   * @param counts cases by component and outcome, since it began
   * @param bad one case that is not good, or null
   */
  record Line(long next, Map<String, Map<Outcome, Long>> counts, Bad bad) {}

  /** A case that is not good. */
  record Bad(long number, String name, Outcome outcome, String words) {}

  private static final int FIRST_TAKES = 10;

  private final PrintStream out;
  private final Map<String, Map<Outcome, Long>> counts = new TreeMap<>();
  private final Duration limit;
  private volatile DamageCase current;
  private volatile Instant begun;
  private volatile Duration allowed;

  private DamageWorker(PrintStream out, Duration limit) {
    this.out = out;
    this.limit = limit;
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Whoever started it reads lines from standard output, and nothing else.
    System.setOut(System.err);
    DamagePlan plan =
        new DamagePlan(
            Fixtures.all(),
            arguments[5].isEmpty() ? List.of() : List.of(arguments[5].split(",")),
            Long.parseLong(arguments[0]),
            arguments[1].equals("every"),
            Long.parseLong(arguments[2]));
    DamageWorker worker = new DamageWorker(out, Duration.ofSeconds(Long.parseLong(arguments[4])));
    worker.watch();
    worker.work(plan, Long.parseLong(arguments[3]));
    System.exit(0);
  }

  private void work(DamagePlan plan, long first) throws IOException {
    for (long number = first; number < plan.size(); number++) {
      DamageCase each = plan.at(number);
      // In the first case of a process Cassandra's classes are loaded.
      allowed = number == first ? limit.multipliedBy(FIRST_TAKES) : limit;
      begun = Instant.now();
      current = each;
      DamageTrial.Result result = DamageTrial.of(each);
      current = null;
      counts
          .computeIfAbsent(each.component(), component -> new TreeMap<>())
          .merge(result.outcome(), 1L, Long::sum);
      if (!result.outcome().isGood()) {
        say(new Line(number + 1, counts, bad(each, result.outcome(), result.words())));
      } else if ((number + 1) % REPORTED_EVERY == 0 || number + 1 == plan.size()) {
        say(new Line(number + 1, counts, null));
      }
    }
  }

  private static Bad bad(DamageCase each, Outcome outcome, String words) {
    return new Bad(each.number(), each.toString(), outcome, words);
  }

  private synchronized void say(Line line) throws IOException {
    out.println(MAPPER.writeValueAsString(line));
  }

  /** A case that does not end is stopped only with its process; so is this, with its owner. */
  private void watch() {
    Thread owner =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  continue;
                }
              } catch (IOException e) {
                // As good as its end.
              }
              Runtime.getRuntime().halt(1);
            },
            "owner");
    owner.setDaemon(true);
    owner.start();
    Thread clock =
        new Thread(
            () -> {
              while (true) {
                DamageCase each = current;
                if (each != null && Duration.between(begun, Instant.now()).compareTo(allowed) > 0) {
                  end(each);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
              }
            },
            "clock");
    clock.setDaemon(true);
    clock.start();
  }

  private void end(DamageCase each) {
    try {
      StringBuilder where = new StringBuilder("not done after " + allowed);
      Thread.getAllStackTraces()
          .forEach(
              (thread, frames) -> {
                if (thread.getName().equals("main")) {
                  for (int i = 0; i < Math.min(12, frames.length); i++) {
                    where.append(" < ").append(frames[i]);
                  }
                }
              });
      // Its counts are being written to by the case that goes on: what it said last must do.
      say(new Line(each.number() + 1, Map.of(), bad(each, Outcome.HANG, where.toString())));
    } catch (IOException e) {
      // Its owner sees how it ended.
    }
    Runtime.getRuntime().halt(HUNG);
  }
}
