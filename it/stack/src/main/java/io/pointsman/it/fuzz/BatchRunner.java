package io.pointsman.it.fuzz;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import io.pointsman.backup.Backup;
import io.pointsman.it.fuzz.History.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Plays many histories at the same time on one cluster, snapshots it once, and compares each table:
 * what the nodes answer against what the reader makes of the snapshot.
 */
final class BatchRunner implements AutoCloseable {
  private static final int WRITERS = 16;
  private static final int READERS = 2;

  /** Every partition of some rows is large beside it. */
  private static final long PART_BYTES = 100;

  private static final Duration EXPIRED =
      Duration.ofSeconds(HistoryGenerator.SHORT_TTL_SECONDS + 1);

  private final FuzzCluster cluster;
  private final FolderStore store;
  private final Plant plant;
  private final Consumer<String> progress;
  private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
  private final LongAdder partsRead = new LongAdder();
  private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

  /**
   * @param store the folder that the nodes' folders lie in
   */
  BatchRunner(FuzzCluster cluster, FolderStore store, Plant plant, Consumer<String> progress) {
    this.cluster = cluster;
    this.store = store;
    this.plant = plant;
    this.progress = progress;
  }

  /** A history while it is played; one thread at a time has it. */
  private static final class Played {
    private final String table;
    private final History history;
    private int writes;
    private int refused;
    private String disturbed;

    Played(String table, History history) {
      this.table = table;
      this.history = history;
    }

    String name() {
      return FuzzCluster.KEYSPACE + "." + table;
    }
  }

  /**
   * What a batch left, while its snapshot is there.
   *
   * @param outcomes of each history, in order
   * @param tag the snapshot's name
   * @param judgedAt when the nodes were asked
   * @param types what creates all user-defined types
   */
  record Batch(List<Outcome> outcomes, String tag, Instant judgedAt, List<String> types) {}

  /**
   * Plays histories in tables of their own and compares them.
   *
   * @param tables a name for each history, not used before
   * @param modes which nodes take part in each round
   * @param tag names the snapshot, which stays until it is cleared
   */
  Batch run(List<String> tables, List<History> histories, List<Mode> modes, String tag)
      throws IOException, InterruptedException {
    List<Played> all = new ArrayList<>();
    for (int i = 0; i < histories.size(); i++) {
      all.add(new Played(tables.get(i), histories.get(i)));
    }
    cluster.enter(Mode.ALL);
    // In the order of the list, by few: every change of the schema waits for the one before.
    each(all, played -> played.history.create().forEach(statement -> execute(played, statement)));
    cluster.awaitSchema();
    progress.accept("created " + all.size() + " tables");
    for (int round = 0; round < modes.size(); round++) {
      int at = round;
      if (all.stream().anyMatch(played -> !played.history.rounds().get(at).steps().isEmpty())) {
        play(all, round, modes);
      }
    }
    cluster.enter(Mode.ALL);
    Thread.sleep(EXPIRED.toMillis());
    cluster.snapshot(tag);
    progress.accept("flushed and snapshotted every table");
    return compare(all, tag);
  }

  private void play(List<Played> all, int round, List<Mode> modes)
      throws IOException, InterruptedException {
    cluster.enter(modes.get(round));
    if (any(all, round, step -> step instanceof Step.Alter)) {
      each(all, played -> playSteps(played, round, step -> step instanceof Step.Alter));
      cluster.awaitSchema();
    }
    each(all, played -> playSteps(played, round, step -> step instanceof Step.Write));
    cluster.flush(tables(all, round, step -> step instanceof Step.Flush));
    List<String> compacted = tables(all, round, step -> step instanceof Step.Compact);
    for (Played played : all) {
      if (compacted.contains(played.table)) {
        compact(played);
      }
    }
    progress.accept(
        "round %d of %d: %s, %d statements so far"
            .formatted(
                round + 1,
                modes.size(),
                modes.get(round).words(),
                all.stream().mapToInt(played -> played.writes).sum()));
  }

  /** A node that cannot read what it wrote itself is no judge of the reader. */
  private void compact(Played played) {
    try {
      cluster.compact(played.table);
    } catch (IOException e) {
      played.disturbed = e.getMessage();
    }
  }

  private static boolean any(List<Played> all, int round, Predicate<Step> wanted) {
    return all.stream()
        .anyMatch(played -> played.history.rounds().get(round).steps().stream().anyMatch(wanted));
  }

  /** Only tables that are there: one that a node refused to create can be neither. */
  private static List<String> tables(List<Played> all, int round, Predicate<Step> wanted) {
    return all.stream()
        .filter(played -> played.disturbed == null)
        .filter(played -> played.history.rounds().get(round).steps().stream().anyMatch(wanted))
        .map(played -> played.table)
        .toList();
  }

  private void playSteps(Played played, int round, Predicate<Step> wanted) {
    for (Step step : played.history.rounds().get(round).steps()) {
      if (wanted.test(step) && step instanceof Step.Write write) {
        execute(played, write.cql());
      } else if (wanted.test(step) && step instanceof Step.Alter alter) {
        execute(played, alter.cql());
      }
    }
  }

  private void execute(Played played, String statement) {
    if (played.disturbed != null) {
      return;
    }
    String cql = History.named(statement, played.name());
    try {
      cluster
          .session()
          .execute(SimpleStatement.newInstance(cql).setConsistencyLevel(cluster.consistency()));
      played.writes++;
    } catch (QueryValidationException | ServerError e) {
      played.refused++;
      if (cql.startsWith("CREATE")) {
        played.disturbed = "refused to create: " + e.getMessage() + ": " + cql;
      }
    } catch (DriverException e) {
      // Whether it had an effect, or will have one, nobody knows.
      played.disturbed = e + ": " + cql;
    }
  }

  private void each(List<Played> all, Consumer<Played> work) throws InterruptedException {
    List<Future<?>> futures = new ArrayList<>();
    for (Played played : all) {
      futures.add(writers.submit(() -> work.accept(played)));
    }
    for (Future<?> future : futures) {
      await(future);
    }
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Batch compare(List<Played> all, String tag) throws IOException, InterruptedException {
    List<String> types = new ArrayList<>();
    Map<String, String> tables = new HashMap<>();
    for (FuzzCluster.Described described : cluster.describe()) {
      switch (described.type()) {
        case "type" -> types.add(described.cql());
        case "table" -> tables.put(described.name(), described.cql());
        default -> {}
      }
    }
    Instant judgedAt = Instant.now();
    List<Future<Outcome>> futures = new ArrayList<>();
    for (Played played : all) {
      futures.add(
          readers.submit(
              () -> compare(played, schema(played.table, types, tables), tag, judgedAt)));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> future : futures) {
      outcomes.add(await(future));
    }
    progress.accept(
        "compared %d tables; so far %d parts of partitions that were cut"
            .formatted(all.size(), partsRead.sum()));
    return new Batch(outcomes, tag, judgedAt, types);
  }

  private static String schema(String table, List<String> types, Map<String, String> tables) {
    StringBuilder text = new StringBuilder();
    types.stream()
        .filter(type -> type.contains("." + table + "_u"))
        .forEach(type -> text.append(type).append("\n\n"));
    return text.append(tables.getOrDefault(table, "")).toString();
  }

  private Outcome compare(Played played, String schema, String tag, Instant judgedAt)
      throws IOException {
    List<Backup.SSTable> sstables =
        BackupRows.find(store, cluster.dataDirectories(), played.table, tag);
    int rows = 0;
    Difference difference = null;
    if (played.disturbed == null) {
      try {
        LiveRows live = LiveRows.of(cluster.session(), played.name());
        rows = live.rows().size();
        difference =
            difference(
                live,
                new BackupRows(
                    store, played.table, schema, plant.left(sstables), plant.judgedAt(judgedAt)),
                new Random(played.history.number()));
      } catch (DriverException e) {
        played.disturbed = "the nodes do not answer for " + played.name() + ": " + e;
      }
    }
    return new Outcome(
        played.table,
        played.history,
        played.writes,
        played.refused,
        rows,
        sstables.size(),
        played.disturbed,
        difference);
  }

  private Difference difference(LiveRows live, BackupRows backup, Random random) {
    try {
      if (!live.columns().equals(backup.columns())) {
        return new Difference(
            "the reader's columns are " + backup.columns() + ", not " + live.columns(), List.of());
      }
      Difference whole =
          Difference.between("the whole table", live, backup.read(live.columns(), List.of()));
      if (whole != null) {
        return whole;
      }
      List<String> some = new ArrayList<>(live.columns());
      Collections.shuffle(some, random);
      some = some.subList(0, 1 + random.nextInt(some.size()));
      List<Long> borders = random.longs(1 + random.nextInt(3)).sorted().boxed().toList();
      Difference parts =
          Difference.between(
              "the columns " + some + " in ranges that end with " + borders,
              live.select(some),
              backup.read(some, borders));
      if (parts != null) {
        return parts;
      }
      Difference cut =
          Difference.between(
              "every partition in parts of about " + PART_BYTES + " bytes",
              live,
              backup.readCut(live.columns(), PART_BYTES, partsRead::add));
      return cut == null ? new Selections(live, backup, random).difference() : cut;
    } catch (IOException | RuntimeException | AssertionError e) {
      StringBuilder causes = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        causes.append(causes.isEmpty() ? "" : ", because of ").append(cause);
      }
      return new Difference("the reader failed: " + causes, List.of());
    }
  }

  @Override
  public void close() {
    writers.shutdownNow();
    readers.shutdownNow();
  }
}
