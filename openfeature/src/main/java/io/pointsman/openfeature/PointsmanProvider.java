package io.pointsman.openfeature;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Value;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.openfeature.CopyKeeper.Answer;
import io.pointsman.openfeature.CopyKeeper.Kept;
import io.pointsman.registry.client.RegistryClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Answers which engine a movement would be decided for now, by the evaluation that registry and
 * workers use, on a copy of the registry that is kept: no evaluation asks the network, and with the
 * registry away it goes on.
 *
 * <p>Flags: {@value #ROUTE}, a string, {@code SPARK} or {@code LEGACY}; {@value #SPARK}, a boolean.
 * The targeting key is the movement's id, {@code cluster/keyspace/table ->
 * catalog.namespace.table}; attributes {@code cohort}, {@code dataModel} and {@code label.NAME} are
 * used of movements that the registry does not know.
 *
 * <p>It asks the question, it records nothing: what a run does is decided by its own decision,
 * which also knows of its backup and its deadline.
 */
public final class PointsmanProvider extends EventProvider {
  /** The flag whose value is the route. */
  public static final String ROUTE = "pointsman.route";

  /** The flag that is true when the route is Spark. */
  public static final String SPARK = "pointsman.spark";

  private static final String NAME = "pointsman";
  private static final String NOBODYS_RUN = "openfeature";

  private final CopyKeeper keeper;
  private final Duration refresh;
  private final Duration maxCopyAge;
  private final Clock clock;
  private final ScheduledExecutorService refreshing =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "pointsman-registry-copy");
            thread.setDaemon(true);
            return thread;
          });
  private boolean stale;

  /**
   * A provider.
   *
   * @param registry where the registry is
   * @param copyFile where its last copy is kept between restarts
   * @param refresh how often the registry is asked whether something has changed
   * @param maxCopyAge how old the copy may be; an older one says LEGACY, as it does in workers
   */
  public PointsmanProvider(
      RegistryClient registry, Path copyFile, Duration refresh, Duration maxCopyAge) {
    this(registry, copyFile, refresh, maxCopyAge, Clock.systemUTC());
  }

  PointsmanProvider(
      RegistryClient registry, Path copyFile, Duration refresh, Duration maxCopyAge, Clock clock) {
    this.keeper = new CopyKeeper(registry, copyFile, clock);
    this.refresh = refresh;
    this.maxCopyAge = maxCopyAge;
    this.clock = clock;
  }

  @Override
  public Metadata getMetadata() {
    return () -> NAME;
  }

  /**
   * Ready with what the registry or the file says.
   *
   * @throws IllegalStateException when neither says anything
   */
  @Override
  public void initialize(EvaluationContext context) {
    keeper.readFile();
    keeper.ask();
    // What it returns is not needed: look() never throws.
    var unused =
        refreshing.scheduleWithFixedDelay(
            this::look, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    if (keeper.kept().isEmpty()) {
      throw new IllegalStateException(
          "The registry does not answer, and there is no copy of it from before");
    }
  }

  private void look() {
    boolean none = keeper.kept().isEmpty();
    Answer answer = keeper.ask();
    boolean old = isOld();
    if (answer == Answer.CHANGED) {
      var unused =
          none
              ? emitProviderReady(ProviderEventDetails.builder().build())
              : emitProviderConfigurationChanged(ProviderEventDetails.builder().build());
    }
    if (old && !stale) {
      var unused =
          emitProviderStale(
              ProviderEventDetails.builder()
                  .message("the copy of the registry is older than " + maxCopyAge)
                  .build());
    } else if (stale && !old) {
      var unused = emitProviderReady(ProviderEventDetails.builder().build());
    }
    stale = old;
  }

  private boolean isOld() {
    return keeper
        .kept()
        .map(kept -> kept.age(clock.instant()).compareTo(maxCopyAge) > 0)
        .orElse(false);
  }

  @Override
  public void shutdown() {
    refreshing.shutdownNow();
    super.shutdown();
  }

  @Override
  public ProviderEvaluation<String> getStringEvaluation(
      String key, String fallback, EvaluationContext context) {
    if (!key.equals(ROUTE)) {
      return unknown(key, SPARK, fallback);
    }
    return evaluate(fallback, context, Route::name);
  }

  @Override
  public ProviderEvaluation<Boolean> getBooleanEvaluation(
      String key, Boolean fallback, EvaluationContext context) {
    if (!key.equals(SPARK)) {
      return unknown(key, ROUTE, fallback);
    }
    return evaluate(fallback, context, route -> route == Route.SPARK);
  }

  private <T> ProviderEvaluation<T> evaluate(
      T fallback, EvaluationContext context, java.util.function.Function<Route, T> value) {
    Optional<Kept> kept = keeper.kept();
    if (kept.isEmpty()) {
      return error(ErrorCode.PROVIDER_NOT_READY, "Nothing is known of the registry yet", fallback);
    }
    String id = context == null ? null : context.getTargetingKey();
    if (id == null || id.isBlank()) {
      return error(
          ErrorCode.TARGETING_KEY_MISSING,
          "The targeting key is the movement: cluster/keyspace/table -> catalog.namespace.table",
          fallback);
    }
    Movement movement;
    try {
      movement = MovementContext.movement(id, context);
    } catch (InvalidMovementException e) {
      return error(ErrorCode.INVALID_CONTEXT, e.getMessage(), fallback);
    }
    Instant now = clock.instant();
    Duration age = kept.get().age(now);
    if (age.compareTo(maxCopyAge) > 0) {
      return Answers.stale(value.apply(Route.LEGACY), age, maxCopyAge);
    }
    Decision decision =
        kept.get()
            .copy()
            .decide(
                new DecisionRequest(
                    NOBODYS_RUN, now, movement, null, null, null, false, 0, Map.of()),
                1,
                now,
                "worker");
    return decision.route() == Route.REFUSED
        ? error(ErrorCode.INVALID_CONTEXT, decision.message(), fallback)
        : Answers.decided(value.apply(decision.route()), decision, age);
  }

  @Override
  public ProviderEvaluation<Integer> getIntegerEvaluation(
      String key, Integer fallback, EvaluationContext context) {
    return mismatch(key, fallback);
  }

  @Override
  public ProviderEvaluation<Double> getDoubleEvaluation(
      String key, Double fallback, EvaluationContext context) {
    return mismatch(key, fallback);
  }

  @Override
  public ProviderEvaluation<Value> getObjectEvaluation(
      String key, Value fallback, EvaluationContext context) {
    return mismatch(key, fallback);
  }

  private static <T> ProviderEvaluation<T> unknown(String key, String ofAnotherType, T fallback) {
    return key.equals(ofAnotherType)
        ? mismatch(key, fallback)
        : error(
            ErrorCode.FLAG_NOT_FOUND,
            "There is no flag '" + key + "'; there are " + ROUTE + " and " + SPARK,
            fallback);
  }

  private static <T> ProviderEvaluation<T> mismatch(String key, T fallback) {
    return key.equals(ROUTE) || key.equals(SPARK)
        ? error(ErrorCode.TYPE_MISMATCH, ROUTE + " is a string, " + SPARK + " a boolean", fallback)
        : error(
            ErrorCode.FLAG_NOT_FOUND,
            "There is no flag '" + key + "'; there are " + ROUTE + " and " + SPARK,
            fallback);
  }

  private static <T> ProviderEvaluation<T> error(ErrorCode code, String message, T fallback) {
    return Answers.error(code, message, fallback);
  }
}
