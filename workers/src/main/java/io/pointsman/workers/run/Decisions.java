package io.pointsman.workers.run;

import io.pointsman.backup.TableSchema;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.OnNoBackup;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.publication.Destination;
import io.pointsman.publication.UnsupportedTypeException;
import io.pointsman.registry.client.RegistryDeniedException;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryUnreachableException;
import io.pointsman.sstable.CqlSchema;
import io.pointsman.sstable.SchemaException;
import io.pointsman.workers.config.WorkerConfig;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides an execution: pins a backup, looks what stands in Spark's way, and asks the registry; or,
 * when that does not answer, its last copy.
 */
public final class Decisions {
  private final WorkerConfig.RunSettings defaults;
  private final Deadlines deadlines;
  private final RegistryView registry;
  private final BackupFinder backups;
  private final Schemas schemas;
  private final Destinations destinations;
  private final ControlFiles files;
  private final Outcomes outcomes;
  private final Clock clock;

  /** A decision with what the execution was asked for. */
  public record Decided(Decision decision, RunSettings settings) {}

  private record Offer(BackupPin pin, Long bytes, Obstacle obstacle, List<String> notes) {
    /** No backup. */
    Offer(Obstacle obstacle) {
      this(null, null, obstacle, List.of());
    }
  }

  private record Target(StaticPartition partition, long generation, Obstacle refusal) {}

  public Decisions(
      WorkerConfig.RunSettings defaults,
      RegistryView registry,
      BackupFinder backups,
      Schemas schemas,
      Destinations destinations,
      ControlFiles files,
      Outcomes outcomes,
      Clock clock) {
    this.defaults = defaults;
    this.deadlines = new Deadlines(defaults);
    this.registry = registry;
    this.backups = backups;
    this.schemas = schemas;
    this.destinations = destinations;
    this.files = files;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /**
   * Decides a run's execution; the same one again gives the same decision.
   *
   * @param runStart when the run was created
   */
  public Decided decide(MovementInput input, String runId, Instant runStart)
      throws IOException, RegistryException {
    return decide(input, runId, runStart, null);
  }

  /**
   * The legacy branch decides for itself, because no decision came. What the registry may have
   * decided meanwhile is overruled: the run is on the legacy branch.
   *
   * @param why for people
   */
  public Decided decideWithoutDecider(
      MovementInput input, String runId, Instant runStart, String why)
      throws IOException, RegistryException {
    Decided decided =
        decide(input, runId, runStart, new Obstacle(DecisionReason.DECIDER_LOST, why, false));
    Decision decision = decided.decision();
    return decision.route() == Route.SPARK
        ? new Decided(
            decision.rerouted(Route.LEGACY, DecisionReason.DECIDER_LOST, "LEGACY: " + why),
            decided.settings())
        : decided;
  }

  private Decided decide(MovementInput input, String runId, Instant runStart, Obstacle standing)
      throws IOException, RegistryException {
    // What the registry does not know yet of the run's ended executions would make it join one of
    // them.
    outcomes.deliverPendingOf(runId);
    Optional<RegistryView.Known> known = registry.askedNow();
    Instant now = clock.instant();
    Deadlines.Shared time =
        deadlines.share(
            runStart,
            input.deadline(),
            known.flatMap(seen -> seen.copy().usualLegacyTime(input.movement())));
    RunSettings asked = settings(input, time);
    Target target = target(known.map(RegistryView.Known::copy), input);
    RunSettings settings = asked.overwriting(target.partition());
    Offer offer =
        known.isEmpty() || target.refusal() != null
            ? new Offer(target.refusal())
            : offer(known.get().copy(), input, settings, time, now);
    Obstacle obstacle =
        offer.obstacle() != null && offer.obstacle().refuse()
            ? offer.obstacle()
            : standing != null ? standing : offer.obstacle();
    DecisionRequest request =
        new DecisionRequest(
            runId,
            runStart,
            input.movement(),
            offer.pin(),
            obstacle == null ? null : obstacle.reason(),
            obstacle == null ? null : obstacle.message(),
            obstacle != null && obstacle.refuse(),
            target.generation(),
            recorded(settings, time, offer.bytes()));
    RunSettings noted = settings.withNotes(offer.notes());
    try {
      return new Decided(registry.decide(request), noted);
    } catch (RegistryUnreachableException | RegistryDeniedException e) {
      return new Decided(byCopy(request, known, e.getMessage(), now), noted);
    }
  }

  private Offer offer(
      RegistryCopy copy,
      MovementInput input,
      RunSettings settings,
      Deadlines.Shared time,
      Instant now)
      throws IOException {
    MovementDefinition definition = copy.definition(input.movement());
    Movement movement = definition.movement();
    if (copy.unknownName(movement).isPresent()) {
      // The registry refuses it, naming the name.
      return new Offer(null);
    }
    BackupFinder.Found found =
        backups.find(
            new BackupFinder.Request(
                copy.source(movement.source().cluster()).orElseThrow(),
                movement,
                input.backupId(),
                input.asOf(),
                input.referenceTime(),
                time.end()));
    boolean refusing = definition.onNoBackup() == OnNoBackup.REFUSED;
    if (found instanceof BackupFinder.Found.None none) {
      // A backup that was asked for by its id and is not whole is refused, never replaced.
      return new Offer(
          new Obstacle(
              DecisionReason.BACKUP_MISSING, none.message(), refusing || input.backupId() != null));
    }
    BackupFinder.Found.Pinned pinned = (BackupFinder.Found.Pinned) found;
    schemas.keep(pinned.pin(), pinned.schema());
    Optional<Obstacle> tooOld = tooOld(definition, pinned.pin(), now, refusing);
    Obstacle obstacle =
        tooOld
            .or(() -> schemaObstacle(copy, movement, pinned.schema(), settings.partition()))
            .or(() -> deadlineObstacle(time, now))
            .orElse(null);
    return new Offer(pinned.pin(), pinned.bytes(), obstacle, pinned.notes());
  }

  static Optional<Obstacle> tooOld(
      MovementDefinition definition, BackupPin pin, Instant now, boolean refusing) {
    Duration most = definition.maxBackupAge();
    Duration age = Duration.between(pin.takenAt(), now);
    if (most == null || age.compareTo(most) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Obstacle(
            DecisionReason.BACKUP_TOO_OLD,
            "the newest complete backup, "
                + pin.backupId()
                + " of "
                + pin.takenAt()
                + ", is older than the movement's maxBackupAge "
                + most,
            refusing));
  }

  private Optional<Obstacle> schemaObstacle(
      RegistryCopy copy, Movement movement, String cql, StaticPartition partition) {
    if (movement.dataModel() != DataModel.TABLE) {
      return Optional.of(
          new Obstacle(
              DecisionReason.SCHEMA_UNSUPPORTED,
              "the data model " + movement.dataModel().wireName() + " is not served by Spark yet",
              false));
    }
    try {
      TableSchema schema =
          CqlSchema.parse(cql, movement.source().keyspace(), movement.source().table());
      List<String> differences =
          destinations.incompatible(
              copy.catalog(movement.destination().catalog()).orElseThrow(),
              movement.destination(),
              schema,
              partition);
      return differences.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Obstacle(
                  DecisionReason.SCHEMA_CHANGED,
                  "the destination's schema cannot follow the source's: "
                      + String.join("; ", differences),
                  false));
    } catch (InvalidMovementException e) {
      return Optional.of(new Obstacle(DecisionReason.INVALID_INPUT, e.getMessage(), true));
    } catch (SchemaException | UnsupportedTypeException e) {
      return Optional.of(new Obstacle(DecisionReason.SCHEMA_UNSUPPORTED, e.getMessage(), false));
    }
  }

  private static Optional<Obstacle> deadlineObstacle(Deadlines.Shared time, Instant now) {
    return now.isBefore(time.sparkEnd())
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                DecisionReason.DEADLINE,
                "no time is left for Spark: "
                    + time.arithmetic()
                    + ", so Spark would have to end by "
                    + time.sparkEnd()
                    + ", and it is "
                    + now,
                false));
  }

  /** Which rows are replaced, of a table that stands how. */
  private Target target(Optional<RegistryCopy> copy, MovementInput input) {
    Movement movement = input.movement();
    long generation = 1;
    try {
      MovementDefinition definition =
          copy.map(known -> known.definition(movement)).orElse(MovementDefinition.of(movement));
      StaticPartition partition = WriteTarget.of(input, definition);
      if (copy.isEmpty() || copy.get().unknownName(movement).isPresent()) {
        return new Target(partition, generation, null);
      }
      Destination destination = destination(copy.get(), movement);
      Destination.Standing standing = destination.standing();
      generation = standing.nextGeneration();
      WriteTarget.checkForgotten(input, definition, standing);
      return new Target(
          partition == null ? null : destination.typed(partition, definition.partitionColumns()),
          generation,
          null);
    } catch (InvalidMovementException e) {
      return new Target(
          null, generation, new Obstacle(DecisionReason.INVALID_INPUT, e.getMessage(), true));
    }
  }

  private Destination destination(RegistryCopy copy, Movement movement) {
    return destinations.open(
        copy.catalog(movement.destination().catalog()).orElseThrow(), movement.destination());
  }

  private RunSettings settings(MovementInput input, Deadlines.Shared time) {
    return new RunSettings(
        time.end(),
        time.sparkEnd(),
        input.sparkAttempts() == null ? defaults.sparkAttempts() : input.sparkAttempts(),
        input.allowBackInTime(),
        null,
        List.of(),
        AskedBackup.of(input));
  }

  private static Map<String, String> recorded(
      RunSettings settings, Deadlines.Shared time, Long backupBytes) {
    return Map.of(
        RouteDecider.BACKUP_BYTES,
        backupBytes == null ? "" : backupBytes.toString(),
        RouteDecider.CONNECTOR_VERSION,
        ConnectorVersion.current(),
        "deadline",
        settings.deadline().toString(),
        "sparkDeadline",
        settings.sparkDeadline() + ": " + time.arithmetic(),
        "sparkAttempts",
        Integer.toString(settings.sparkAttempts()),
        "allowBackInTime",
        Boolean.toString(settings.allowBackInTime()),
        "writeMode",
        (settings.partition() == null ? WriteMode.REPLACE : WriteMode.OVERWRITE_PARTITION)
            .wireName(),
        "partition",
        settings.partition() == null ? "" : settings.partition().toString());
  }

  private Decision byCopy(
      DecisionRequest request, Optional<RegistryView.Known> known, String why, Instant now)
      throws IOException {
    int execution = executionWithoutRegistry(request.runId());
    if (known.isPresent() && registry.freshEnough(known.get())) {
      Decision decision = known.get().copy().decide(request, execution, now, "worker");
      return decision.rerouted(
          decision.route(),
          decision.reason(),
          decision.message()
              + "; decided by this worker with a copy of the registry that is "
              + known.get().age().toSeconds()
              + " s old, since "
              + why);
    }
    String problem =
        known.isEmpty()
            ? why + ", and this worker has never seen it"
            : why
                + ", and the copy of it is "
                + known.get().age().toSeconds()
                + " s old, more than "
                + registry.maxCopyAge().toSeconds()
                + " s";
    Movement movement =
        known.map(k -> k.copy().effective(request.movement())).orElse(request.movement());
    return new Decision(
        request.runId(),
        execution,
        request.generation(),
        request.runStart(),
        movement,
        request.refuse() ? Route.REFUSED : Route.LEGACY,
        false,
        request.refuse() ? request.obstacle() : DecisionReason.REGISTRY_UNREACHABLE,
        request.refuse() ? "REFUSED: " + request.obstacleMessage() : "LEGACY: " + problem,
        null,
        null,
        null,
        0,
        null,
        request.pin(),
        now,
        "worker");
  }

  /** The execution that goes on or begins, as far as the object store knows. */
  private int executionWithoutRegistry(String runId) throws IOException {
    List<Integer> executions = files.executions(runId);
    if (executions.isEmpty()) {
      return 1;
    }
    int last = executions.get(executions.size() - 1);
    return files.outcome(runId, last).isPresent() ? last + 1 : last;
  }
}
