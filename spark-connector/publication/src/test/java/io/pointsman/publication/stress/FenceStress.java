package io.pointsman.publication.stress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.publication.Lake;
import io.pointsman.publication.RestCatalogServer.LostAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The destination fence under stress, as a command: exit status 0 when nothing late was seen. */
@Command(
    name = "fence-stress",
    mixinStandardHelpOptions = true,
    description = "Counts late publishes over random trials, by replaying the tables' metadata.")
public final class FenceStress implements Callable<Integer> {

  @Option(names = "--trials", description = "Trials; default ${DEFAULT-VALUE}.")
  int trials = 1000;

  @Option(names = "--catalog", description = "jdbc, rest or rest_refs; default ${DEFAULT-VALUE}.")
  Lake.Kind catalog = Lake.Kind.JDBC;

  @Option(names = "--runs", description = "Runs at once in a trial; default ${DEFAULT-VALUE}.")
  int runs = 2;

  @Option(names = "--seed", description = "Seed of all random choices; default: the clock.")
  long seed = System.nanoTime();

  @Option(
      names = "--protocol",
      description = "fenced, checked_before_commit or unfenced; default ${DEFAULT-VALUE}.")
  Protocol protocol = Protocol.FENCED;

  @Option(
      names = "--mode",
      description = "replace, overwrite_partition or mixed; default ${DEFAULT-VALUE}.")
  Mode mode = Mode.REPLACE;

  @Option(names = "--lanes", description = "Trials at the same time; default ${DEFAULT-VALUE}.")
  int lanes = 6;

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  /** For the command line. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new FenceStress())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    long start = System.nanoTime();
    Tally tally = run();
    report(tally, (System.nanoTime() - start) / 1e9);
    return tally.clean() ? 0 : 1;
  }

  /** All trials; the folder of their catalogs is gone afterwards. */
  Tally run() throws Exception {
    Tally tally = new Tally();
    Path folder = Files.createTempDirectory("pointsman-fence");
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      AtomicInteger left = new AtomicInteger(trials);
      SplittableRandom seeds = new SplittableRandom(seed);
      List<Future<Void>> all = new ArrayList<>();
      for (int number = 0; number < lanes; number++) {
        Path own = Files.createDirectories(folder.resolve("lane" + number));
        SplittableRandom random = seeds.split();
        all.add(threads.submit(() -> lane(own, random, left, threads, tally)));
      }
      for (Future<Void> lane : all) {
        lane.get();
      }
    } finally {
      threads.shutdownNow();
      delete(folder);
    }
    return tally;
  }

  private Void lane(
      Path folder,
      SplittableRandom random,
      AtomicInteger left,
      ExecutorService threads,
      Tally tally) {
    try (Lake lake = Lake.open(catalog, folder)) {
      ((SupportsNamespaces) lake.catalog()).createNamespace(Namespace.of("ns"));
      if (catalog != Lake.Kind.JDBC) {
        SplittableRandom own = random.split();
        lake.server().loseAnswers(() -> lost(own, tally));
      }
      while (left.getAndDecrement() > 0) {
        new Trial(lake, protocol, mode, runs, random.nextLong(), threads, tally).run();
        long done = tally.of(Tally.Count.TRIALS);
        if (done % 100 == 0) {
          System.err.printf("%d of %d trials%n", done, trials);
        }
      }
    }
    return null;
  }

  private static LostAnswer lost(SplittableRandom random, Tally tally) {
    int fate;
    synchronized (random) {
      fate = random.nextInt(100);
    }
    LostAnswer lost =
        fate < 2
            ? LostAnswer.CUT
            : fate < 4
                ? LostAnswer.GATEWAY_TIMEOUT
                : fate < 6 ? LostAnswer.UNAVAILABLE : LostAnswer.NONE;
    if (lost != LostAnswer.NONE) {
      tally.count(Tally.Count.LOST_ANSWERS);
    }
    return lost;
  }

  private void report(Tally tally, double seconds) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode document = mapper.createObjectNode();
    document.put("ok", tally.clean());
    ArrayNode checks = document.putArray("checks");
    for (Tally.Fault fault : Tally.Fault.values()) {
      checks
          .addObject()
          .put("name", words(fault))
          .put("ok", tally.of(fault) == 0)
          .put("figure", tally.of(fault))
          .put("unit", "cases");
    }
    document
        .put("catalog", catalog.name().toLowerCase(Locale.ROOT))
        .put("protocol", protocol.name().toLowerCase(Locale.ROOT))
        .put("mode", mode.name().toLowerCase(Locale.ROOT))
        .put("runs", runs)
        .put("seed", seed)
        .put("seconds", Math.round(seconds * 10) / 10.0);
    for (Tally.Count count : Tally.Count.values()) {
      document.put(words(count), tally.of(count));
    }
    tally.examples().forEach(document.withArray("examples")::add);
    if (json) {
      System.out.println(mapper.writeValueAsString(document));
    } else {
      document
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isValueNode()) {
                  System.out.printf("%-20s %s%n", field.getKey(), field.getValue().asText());
                }
              });
      checks.forEach(
          check ->
              System.out.printf(
                  "%-24s %s%n", check.get("name").asText(), check.get("figure").asText()));
      tally.examples().forEach(System.out::println);
    }
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
