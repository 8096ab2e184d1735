package io.pointsman.workers.run;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.OnNoBackup;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pins an execution anew when its backup went away, before or while it was read: once, to the
 * newest complete backup, and on record, so that every worker goes on with the same one.
 */
public final class Repins {
  private final RegistryView registry;
  private final BackupFinder backups;
  private final Schemas schemas;
  private final ControlFiles files;
  private final Clock clock;

  public Repins(
      RegistryView registry,
      BackupFinder backups,
      Schemas schemas,
      ControlFiles files,
      Clock clock) {
    this.registry = registry;
    this.backups = backups;
    this.schemas = schemas;
    this.files = files;
    this.clock = clock;
  }

  /** What an execution whose backup went away goes on with. */
  public sealed interface Found {
    /** Another backup, which the execution names now. */
    record Another(Execution execution, String sentence) implements Found {}

    /** Its own: it is whole. */
    record Same() implements Found {}

    /** Nothing. */
    record None(FailureReason reason, String message) implements Found {}
  }

  /** The execution as it was pinned last. */
  public Execution current(Execution execution) throws IOException {
    Optional<Repin> repin = recorded(execution.decision());
    return repin.isPresent() ? apply(execution, repin.get()) : execution;
  }

  /** The decision as it was pinned last. */
  public Decision current(Decision decision) throws IOException {
    Optional<Repin> repin = recorded(decision);
    return repin.isPresent() ? apply(decision, repin.get()) : decision;
  }

  /**
   * What is wrong now with the backup that an execution is pinned to, or empty when it is whole, or
   * nobody can say.
   */
  public Optional<String> missing(Execution execution) throws IOException {
    Decision decision = execution.decision();
    BackupPin pin = decision.pin();
    Optional<SourceDefinition> source = source(decision.movement());
    if (pin == null || source.isEmpty()) {
      return Optional.empty();
    }
    return backups
        .missing(source.get(), decision.movement(), pin)
        .map(now -> "it was whole when it was pinned, and now: " + now);
  }

  /**
   * Finds another backup for an execution whose own went away.
   *
   * @param because what was seen of that, for people
   */
  public Found another(Execution execution, String because) throws IOException {
    Decision decision = execution.decision();
    BackupPin gone = decision.pin();
    Optional<Repin> recorded = recorded(decision);
    if (recorded.isPresent()) {
      return recorded.get().to().equals(gone)
          ? none(
              "Backup "
                  + gone.backupId()
                  + " is gone as well ("
                  + because
                  + "), and the run was "
                  + recorded.get().sentence()
                  + "; that is done once")
          : another(execution, recorded.get());
    }
    Optional<RegistryCopy> copy = registry.known().map(RegistryView.Known::copy);
    Optional<SourceDefinition> source = source(decision.movement());
    if (gone == null || copy.isEmpty() || source.isEmpty()) {
      return none("The backup is gone (" + because + "), and nobody knows where others lie");
    }
    AskedBackup asked = execution.settings().asked();
    if (asked.backupId() != null) {
      return none(
          "Backup "
              + gone.backupId()
              + " is gone ("
              + because
              + "), and no other is read in its place, since the run asked for this one");
    }
    BackupFinder.Found found =
        backups.find(
            new BackupFinder.Request(
                source.get(),
                decision.movement(),
                null,
                asked.asOf(),
                asked.referenceTime(),
                execution.settings().deadline()));
    if (found instanceof BackupFinder.Found.None none) {
      return none(
          "Backup " + gone.backupId() + " is gone (" + because + "), and: " + none.message());
    }
    BackupFinder.Found.Pinned pinned = (BackupFinder.Found.Pinned) found;
    BackupPin pin = pinned.pin();
    if (pin.backupId().equals(gone.backupId()) && missing(execution).isEmpty()) {
      return new Found.Same();
    }
    MovementDefinition definition = copy.get().definition(decision.movement());
    boolean refusing = definition.onNoBackup() == OnNoBackup.REFUSED;
    Optional<Obstacle> tooOld =
        Decisions.tooOld(definition, pin, clock.instant(), refusing).filter(Obstacle::refuse);
    if (tooOld.isPresent()) {
      return new Found.None(
          FailureReason.BACKUP_TOO_OLD,
          "Backup "
              + gone.backupId()
              + " is gone ("
              + because
              + "), and "
              + tooOld.get().message());
    }
    schemas.keep(pin, pinned.schema());
    Repin repin = new Repin(gone.backupId(), pin, because, pinned.notes(), clock.instant());
    return files.recordRepin(decision, repin)
        ? another(execution, repin)
        : another(execution, recorded(decision).orElse(repin));
  }

  private Optional<SourceDefinition> source(Movement movement) {
    return registry.known().flatMap(known -> known.copy().source(movement.source().cluster()));
  }

  private Optional<Repin> recorded(Decision decision) throws IOException {
    return files.repin(decision.runId(), decision.execution());
  }

  private static Found.None none(String message) {
    return new Found.None(FailureReason.BACKUP_GONE, message);
  }

  private static Found another(Execution execution, Repin repin) {
    return new Found.Another(apply(execution, repin), repin.sentence());
  }

  private static Execution apply(Execution execution, Repin repin) {
    Decision decision = apply(execution.decision(), repin);
    if (decision.equals(execution.decision())) {
      return execution;
    }
    List<String> notes = new ArrayList<>();
    notes.add(repin.sentence());
    notes.addAll(repin.passedOver());
    return new Execution(decision, execution.settings().withNotes(notes));
  }

  private static Decision apply(Decision decision, Repin repin) {
    return repin.to().equals(decision.pin())
        ? decision
        : decision.repinned(repin.to(), decision.message() + "; " + repin.sentence());
  }
}
