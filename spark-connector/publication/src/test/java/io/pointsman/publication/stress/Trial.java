package io.pointsman.publication.stress;

import io.pointsman.decider.Connector;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.job.JobKey;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.Destination;
import io.pointsman.publication.IcebergSchemas;
import io.pointsman.publication.Lake;
import io.pointsman.publication.PublishRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** One table, some runs at once, other writers in between; then the verdict. */
final class Trial {
  private static final Instant EPOCH = Instant.parse("2026-11-22T00:00:00Z");
  private static final int SECONDS = 60;

  private final Lake lake;
  private final Protocol protocol;
  private final int runs;
  private final Mode mode;
  private final long seed;
  private final SplittableRandom random;
  private final ExecutorService threads;
  private final Tally tally;
  private final TableIdentifier table;
  private final Instant deadline = Instant.now().plusSeconds(SECONDS);
  private final Map<JobKey, Engine.End> ends = new ConcurrentHashMap<>();
  private final Set<JobKey> mayOverwriteForeign = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> stragglers =
      new ConcurrentLinkedQueue<>();

  Trial(
      Lake lake,
      Protocol protocol,
      Mode mode,
      int runs,
      long seed,
      ExecutorService threads,
      Tally tally) {
    this.lake = lake;
    this.protocol = protocol;
    this.mode = mode;
    this.runs = runs;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.threads = threads;
    this.tally = tally;
    this.table = TableIdentifier.of("ns", "t" + Long.toUnsignedString(seed, 36));
  }

  void run() {
    // A claim for the whole table would make one that is not partitioned.
    if (mode == Mode.MIXED || random.nextBoolean()) {
      Table existing = create();
      if (random.nextBoolean()) {
        try {
          Lake.append(existing, 3, mode.elsewhere(random));
        } catch (RuntimeException lost) {
          // Its answer was lost; whether it landed makes no difference to the trial.
          tally.count(Tally.Count.FOREIGN_COMMITS);
        }
      }
    }
    List<CompletableFuture<Void>> workflows = new ArrayList<>();
    for (int number = 0; number < runs; number++) {
      workflows.add(start(workflow(number, random.split())));
    }
    if (random.nextInt(3) == 0) {
      workflows.add(start(otherWriter(random.split())));
    }
    workflows.forEach(Trial::await);
    // Spark attempts that woke up late, and commits that land after their writer gave up.
    for (CompletableFuture<Void> late = stragglers.poll(); late != null; late = stragglers.poll()) {
      await(late);
    }
    judge();
    tally.count(Tally.Count.TRIALS);
    lake.catalog().dropTable(table, false);
  }

  private Runnable workflow(int number, SplittableRandom own) {
    StaticPartition partition = mode.partition(own);
    return () -> {
      Pauses.upTo(own, 80);
      int executions = own.nextInt(5) == 0 ? 2 : 1;
      for (int execution = 1; execution <= executions; execution++) {
        execute(
            "run" + number,
            EPOCH.plusSeconds(number),
            execution,
            takenAt(number, own),
            partition,
            own);
      }
    };
  }

  /** Mostly in the order of the runs; sometimes an earlier backup than the run before it reads. */
  private static Instant takenAt(int number, SplittableRandom own) {
    return EPOCH.minusSeconds(86_400).plusSeconds(number - (own.nextInt(6) == 0 ? 2L : 0L));
  }

  /** What the workflow does: Spark, and when it takes too long or fails, the fallback. */
  private void execute(
      String runId,
      Instant runStart,
      int execution,
      Instant takenAt,
      StaticPartition partition,
      SplittableRandom own) {
    Destination destination = Destination.open(lake.catalog(), table);
    long generation = destination.nextGeneration();
    ClaimOrder spark = new ClaimOrder(generation, runStart, runId, execution, Connector.SPARK, 1);
    CompletableFuture<Void> sparkEngine = start(engine(spark, takenAt, partition, own.split()));
    Engine.End end = null;
    try {
      sparkEngine.get(own.nextInt(4) == 0 ? 5_000 : own.nextInt(250), TimeUnit.MILLISECONDS);
      end = ends.get(spark.key());
    } catch (TimeoutException late) {
      tally.count(Tally.Count.ZOMBIES);
      stragglers.add(sparkEngine);
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("Trial " + seed, e);
    }
    if (end instanceof Engine.End.Served || end instanceof Engine.End.Superseded) {
      return;
    }
    ClaimOrder legacy = new ClaimOrder(generation, runStart, runId, execution, Connector.LEGACY, 1);
    engine(legacy, takenAt, partition, own.split()).run();
  }

  private Runnable engine(
      ClaimOrder order, Instant takenAt, StaticPartition partition, SplittableRandom own) {
    return () -> {
      FaultyCommits commits = new FaultyCommits(own.split(), protocol, this::straggle, tally);
      PublishRules rules = PublishRules.overwrite(partition, deadline);
      if (own.nextBoolean()) {
        mayOverwriteForeign.add(order.key());
        rules = rules.overwritingForeign();
      }
      Engine engine =
          new Engine(lake, table, protocol, commits, own.split(), tally, deadline, partition);
      ends.put(order.key(), engine.run(order, takenAt, rules));
    };
  }

  private Table create() {
    Schema columns = IcebergSchemas.of(Lake.PEOPLE);
    if (mode == Mode.REPLACE) {
      return lake.catalog().createTable(table, columns);
    }
    List<Types.NestedField> fields = new ArrayList<>(columns.columns());
    fields.add(Types.NestedField.optional(3, "snapshot_date", Types.DateType.get()));
    Schema daily = new Schema(fields);
    return lake.catalog()
        .createTable(
            table, daily, PartitionSpec.builderFor(daily).identity("snapshot_date").build());
  }

  private Runnable otherWriter(SplittableRandom own) {
    return () -> {
      int commits = 1 + own.nextInt(2);
      for (int done = 0; done < commits; done++) {
        Pauses.upTo(own, 150);
        if (!lake.catalog().tableExists(table)) {
          continue;
        }
        try {
          Table loaded = lake.load(table);
          StaticPartition partition = mode.elsewhere(own);
          if (loaded.currentSnapshot() == null || own.nextBoolean()) {
            Lake.append(loaded, 1, partition);
          } else if (partition == null) {
            Lake.compact(loaded);
          } else {
            Lake.compact(loaded, partition);
          }
          tally.count(Tally.Count.FOREIGN_COMMITS);
        } catch (RuntimeException busy) {
          // Another writer's bad luck is its own.
          continue;
        }
      }
    };
  }

  private void straggle(Runnable commit) {
    stragglers.add(start(commit));
  }

  private CompletableFuture<Void> start(Runnable work) {
    return CompletableFuture.runAsync(work, threads);
  }

  private static void await(CompletableFuture<Void> work) {
    try {
      work.get(2L * SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("A writer of a trial broke", e);
    }
  }

  private void judge() {
    String name = "trial " + Long.toUnsignedString(seed, 36);
    Replay replay = new Replay(tally, name, mayOverwriteForeign);
    replay.run(lake, table);
    ends.forEach((job, end) -> judge(name, replay, job, end));
    ClaimOrder highest = replay.head().orElse(null);
    if (highest != null) {
      boolean served = replay.published(highest.runId(), highest.execution());
      boolean excused =
          ends.entrySet().stream()
              .filter(e -> e.getKey().runId().equals(highest.runId()))
              .filter(e -> e.getKey().execution() == highest.execution())
              .anyMatch(
                  e ->
                      e.getValue() instanceof Engine.End.Refused
                          || e.getValue() instanceof Engine.End.Lost);
      if (!served && !excused) {
        tally.fault(Tally.Fault.STUCK, name + ": " + highest.claimId() + " " + ends);
      }
    }
  }

  private void judge(String name, Replay replay, JobKey job, Engine.End end) {
    boolean runPublished = replay.published(job.runId(), job.execution());
    boolean ownPublished = replay.published(job);
    boolean truth =
        switch (kind(end)) {
          case SERVED -> runPublished;
          case DENIED -> !ownPublished;
          case UNTOLD -> true;
          case STRANGE -> false;
        };
    if (!truth) {
      tally.fault(Tally.Fault.TOLD_WRONG, name + ": " + job.path() + " was told " + end);
    }
    if (job.connector() == Connector.LEGACY || end instanceof Engine.End.Served) {
      tally.count(
          runPublished
              ? Tally.Count.RUNS_SERVED
              : end instanceof Engine.End.Superseded
                  ? Tally.Count.RUNS_SUPERSEDED
                  : end instanceof Engine.End.Refused
                      ? Tally.Count.RUNS_REFUSED
                      : Tally.Count.RUNS_LOST);
    }
  }

  private enum Kind {
    SERVED,
    DENIED,
    UNTOLD,
    STRANGE
  }

  private static Kind kind(Engine.End end) {
    if (end instanceof Engine.End.Served) {
      return Kind.SERVED;
    } else if (end instanceof Engine.End.Strange) {
      return Kind.STRANGE;
    } else if (end instanceof Engine.End.Lost) {
      return Kind.UNTOLD;
    }
    return Kind.DENIED;
  }
}
