package io.pointsman.workers.run;

import io.pointsman.control.RootCause;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.publication.AuditResult;
import io.pointsman.publication.Claim;
import io.pointsman.publication.ClaimOrder;
import io.pointsman.publication.ClaimResult;
import io.pointsman.publication.CleanUpResult;
import io.pointsman.publication.Destination;
import io.pointsman.publication.PublishResult;
import io.pointsman.publication.PublishRules;
import io.pointsman.publication.PublishedRun;
import io.pointsman.publication.RetireResult;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims, audits, publishes and cleans up the destination of an execution. */
public final class Fence {
  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  private final RegistryView registry;
  private final Destinations destinations;
  private final Schemas schemas;
  private final Duration commitTimeout;
  private final Clock clock;

  public Fence(
      RegistryView registry,
      Destinations destinations,
      Schemas schemas,
      Duration commitTimeout,
      Clock clock) {
    this.registry = registry;
    this.destinations = destinations;
    this.schemas = schemas;
    this.commitTimeout = commitTimeout;
    this.clock = clock;
  }

  /** Claims for a job. */
  public ClaimResult claim(Execution execution, JobKey job)
      throws IOException, TaskFailedException {
    Decision decision = execution.decision();
    if (decision.pin() == null) {
      throw TaskFailedException.terminal(
          FailureReason.BACKUP_MISSING,
          "No backup is pinned, so nobody knows which columns the destination needs");
    }
    ClaimResult result =
        destination(decision)
            .claim(
                execution.order(job),
                decision.movement().id(),
                schemas.of(decision.pin(), decision.movement().source()),
                execution.settings().partition(),
                limit());
    // It took longer than one try may: that is not yet the run's deadline.
    return result instanceof ClaimResult.TooLate late && timeIsLeft(execution)
        ? new ClaimResult.Unavailable(late.message())
        : result;
  }

  /**
   * Holds what a job staged against what it said.
   *
   * @return empty when this execution is published already: its branch may be gone then
   * @throws TaskFailedException when it must not be published
   */
  public Optional<AuditResult.Passed> audit(Execution execution, Staged staged)
      throws IOException, TaskFailedException {
    Decision decision = execution.decision();
    if (published(decision).isPresent()) {
      return Optional.empty();
    }
    AuditResult result =
        destination(decision)
            .audit(
                staged.key(),
                staged.rows(),
                schemas.of(decision.pin(), decision.movement().source()),
                execution.settings().partition());
    if (result instanceof AuditResult.Unavailable unavailable) {
      throw TaskFailedException.passing(
          FailureReason.CATALOG_UNAVAILABLE, unavailable.message(), null);
    }
    if (!(result instanceof AuditResult.Passed passed)) {
      throw TaskFailedException.terminal(
          result.failure().orElse(FailureReason.AUDIT_FAILED), result.message());
    }
    if (staged.snapshotId() != null && staged.snapshotId() != passed.snapshotId()) {
      throw TaskFailedException.terminal(
          FailureReason.AUDIT_FAILED,
          "The job said that it staged snapshot "
              + staged.snapshotId()
              + ", but its branch holds snapshot "
              + passed.snapshotId());
    }
    return Optional.of(passed);
  }

  /** Publishes a staged snapshot under a claim. */
  public PublishResult publish(Execution execution, Ticket ticket, long snapshotId)
      throws TaskFailedException {
    PublishRules rules = PublishRules.overwrite(execution.settings().partition(), limit());
    PublishResult result =
        destination(execution.decision())
            .publish(
                ticket.claimId(),
                snapshotId,
                execution.settings().allowBackInTime() ? rules.allowingBackInTime() : rules);
    return result instanceof PublishResult.TooLate late && timeIsLeft(execution)
        ? new PublishResult.Unavailable(late.message())
        : result;
  }

  private boolean timeIsLeft(Execution execution) {
    return clock.instant().isBefore(execution.settings().deadline());
  }

  /** Removes a job's branch and intermediate table; what cannot be removed now is only said. */
  public String cleanUp(Decision decision, JobKey job) throws TaskFailedException {
    Destination destination = destination(decision);
    CleanUpResult result = destination.cleanUp(job, limit());
    if (result instanceof CleanUpResult.NotCleaned) {
      LOG.warn("{}", result.message());
    }
    if (job.connector() == Connector.LEGACY) {
      try {
        if (destination.dropIntermediateTable(job)) {
          LOG.info("Dropped {}, which a killed job had left", job.intermediateTable());
        }
      } catch (RuntimeException e) {
        LOG.warn("{} may still be there: {}", job.intermediateTable(), RootCause.message(e));
      }
    }
    return result.message();
  }

  /** Shuts an ended execution out for good, so that what it staged can be deleted. */
  public void retire(Decision decision) throws TaskFailedException {
    RetireResult result =
        destination(decision).retire(decision.runId(), decision.execution(), limit());
    if (result instanceof RetireResult.NotRetired not) {
      LOG.warn("Run {} may still hold its destination: {}", decision.runId(), not.because());
    }
  }

  /** Whether an execution's claim is the destination's newest: only then can it still publish. */
  public boolean holds(Decision decision) throws TaskFailedException {
    return destination(decision)
        .fenceHead()
        .map(Claim::order)
        .filter(
            order ->
                order.runId().equals(decision.runId()) && order.execution() == decision.execution())
        .isPresent();
  }

  /**
   * Whether somebody else holds the destination by now, so that what a job does is in vain.
   *
   * @return what a claim of the job would be told, or empty
   */
  public Optional<ClaimResult> overtaken(Execution execution, JobKey job)
      throws TaskFailedException {
    Decision decision = execution.decision();
    Optional<Claim> head = destination(decision).fenceHead();
    if (head.isEmpty()) {
      return Optional.empty();
    }
    if (!head.get().movementId().equals(decision.movement().id())) {
      return Optional.of(new ClaimResult.HeldByMovement(head.get().movementId()));
    }
    ClaimOrder newest = head.get().order();
    ClaimOrder mine = execution.order(job);
    return newest.compareTo(mine) > 0 && !newest.sameExecution(mine)
        ? Optional.of(new ClaimResult.Superseded(head.get()))
        : Optional.empty();
  }

  /** What is published of an execution, as far as the table's history knows. */
  public Optional<PublishedRun> published(Decision decision) throws TaskFailedException {
    return destination(decision).lookForRun(decision.runId(), decision.execution());
  }

  /** The table that an execution fills. */
  public Destination destination(Decision decision) throws TaskFailedException {
    return destinations.open(catalog(decision.movement()), decision.movement().destination());
  }

  /** What the name of a movement's cluster means. */
  public SourceDefinition source(Movement movement) throws TaskFailedException {
    String name = movement.source().cluster();
    return copy()
        .source(name)
        .orElseThrow(
            () ->
                TaskFailedException.terminal(
                    FailureReason.INVALID_INPUT,
                    "The registry knows no source named '" + name + "'"));
  }

  /** What the name of a movement's catalog means. */
  public CatalogDefinition catalog(Movement movement) throws TaskFailedException {
    String name = movement.destination().catalog();
    return copy()
        .catalog(name)
        .orElseThrow(
            () ->
                TaskFailedException.terminal(
                    FailureReason.INVALID_INPUT,
                    "The registry knows no catalog named '" + name + "'"));
  }

  /** Settings of a movement for the legacy engine. */
  public java.util.Map<String, String> legacySettings(Movement movement)
      throws TaskFailedException {
    return copy().definition(movement).legacy();
  }

  /**
   * The kill switch, asked for anew: it must hold at once.
   *
   * @throws TaskFailedException when it stops Spark
   */
  public void checkKillSwitch() throws TaskFailedException {
    var killSwitch = copy(registry.askedNow()).routingTable().killSwitch();
    if (killSwitch.stops(ConnectorVersion.current())) {
      throw TaskFailedException.terminal(
          FailureReason.KILL_SWITCH,
          "The kill switch is engaged"
              + (killSwitch.why() == null ? "" : " (" + killSwitch.why() + ")"));
    }
  }

  private RegistryCopy copy() throws TaskFailedException {
    return copy(registry.known());
  }

  private static RegistryCopy copy(Optional<RegistryView.Known> known) throws TaskFailedException {
    return known
        .orElseThrow(
            () ->
                TaskFailedException.passing(
                    FailureReason.REGISTRY_UNREACHABLE,
                    "The registry does not answer, and this worker has never seen it: it does not"
                        + " know what the names of source and catalog mean",
                    null))
        .copy();
  }

  private Instant limit() {
    return clock.instant().plus(commitTimeout);
  }
}
