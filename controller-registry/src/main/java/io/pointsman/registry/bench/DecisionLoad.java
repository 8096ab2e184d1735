package io.pointsman.registry.bench;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Asks for decisions over HTTP as many workers would, and remembers each answer. */
final class DecisionLoad {
  private static final int CALLERS = 24;

  private final RegistryClient registry;
  private final int movements;
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  DecisionLoad(RegistryClient registry, int movements) {
    this.registry = registry;
    this.movements = movements;
  }

  /** Runs that were answered, with their execution. */
  Map<String, Integer> answered() {
    return answered;
  }

  int failed() {
    return failed.get();
  }

  /**
   * So many a second, whether the ones before were answered or not. Each is timed from when it was
   * due: a registry that stalls makes all of those late that would have come meanwhile.
   */
  Timings atRate(int perSecond, Duration time) throws InterruptedException {
    int count = (int) (perSecond * time.toMillis() / 1000);
    long[] nanos = new long[count];
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
    long step = Duration.ofSeconds(1).toNanos() / perSecond;
    inParallel(
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            long due = begin + i * step;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
              LockSupport.parkNanos(wait);
            }
            decide();
            nanos[i] = System.nanoTime() - due;
          }
        },
        time.multipliedBy(5));
    return Timings.ofNanos(nanos);
  }

  /** As many as come to an end; each caller asks again when it was answered. */
  double perSecondAtMost(Duration time) throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    inParallel(
        () -> {
          while (System.nanoTime() < end) {
            decide();
            done.incrementAndGet();
          }
        },
        time.multipliedBy(5));
    return done.get() * 1e9 / (System.nanoTime() - begin);
  }

  /** For measurements that are not to include the compiler's. */
  void warmUp(Duration time) throws InterruptedException {
    perSecondAtMost(time);
  }

  private void decide() {
    int number = asked.getAndIncrement();
    Movement movement = BenchFleet.movement(number % movements);
    try {
      Decision decision = registry.decide(BenchFleet.request("load-" + number, movement));
      answered.put(decision.runId(), decision.execution());
    } catch (RegistryException e) {
      failed.incrementAndGet();
    }
  }

  private static void inParallel(Runnable caller, Duration patience) throws InterruptedException {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      var unused =
          Arrays.asList(new Object[CALLERS]).stream().map(any -> callers.submit(caller)).toList();
      callers.shutdown();
      if (!callers.awaitTermination(patience.toMillis() + 60_000, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("The registry did not answer in time");
      }
    } finally {
      callers.shutdownNow();
    }
  }
}
