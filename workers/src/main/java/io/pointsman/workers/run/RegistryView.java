package io.pointsman.workers.run;

import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryDeniedException;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryUnreachableException;
import io.pointsman.workers.config.WorkerConfig.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry, and what is known of it while it does not answer. The last copy is kept in a file
 * and, for workers on hosts that never had one, on the control store: so a worker that starts
 * without a registry knows sources, catalogs and rules.
 */
public final class RegistryView {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryView.class);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** What the registry confirmed so recently is not asked for again; a task asks several times. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /**
   * A copy of the registry.
   *
   * @param copy its content
   * @param reachable whether the registry confirmed it just now
   * @param age since the registry confirmed it
   */
  public record Known(RegistryCopy copy, boolean reachable, Duration age) {}

  /** After which a copy that has not changed is kept on the control store again, for its age. */
  private static final Duration SHARED_AGAIN = Duration.ofHours(1);

  private final RegistryClient client;
  private final ControlFiles files;
  private final RegistrySettings settings;
  private final Clock clock;
  private FetchedCopy newest;
  private Instant confirmedAt;
  private Instant askAgainAt = Instant.MIN;
  private boolean answered;
  private volatile Confirmed confirmed;
  private Instant sharedAt = Instant.EPOCH;

  /** For those who must not wait for a request that is under way. */
  private record Confirmed(Instant at, boolean answered) {}

  public RegistryView(
      RegistryClient client, ControlFiles files, RegistrySettings settings, Clock clock) {
    this.client = client;
    this.files = files;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The registry's content, at most a second old or as last known; empty when it was never seen.
   */
  public synchronized Optional<Known> known() {
    if (newest != null && answered) {
      Duration age = Duration.between(confirmedAt, clock.instant());
      if (!age.isNegative() && age.compareTo(FRESH) < 0) {
        return Optional.of(new Known(newest.copy(), true, age));
      }
    }
    return askedNow();
  }

  /** The same, but the registry is asked in any case: for what must hold at once. */
  public synchronized Optional<Known> askedNow() {
    if (newest == null && !readFile()) {
      readShared();
    }
    Instant now = clock.instant();
    if (newest != null && now.isBefore(askAgainAt)) {
      return Optional.of(new Known(newest.copy(), false, Duration.between(confirmedAt, now)));
    }
    try {
      Optional<FetchedCopy> changed = client.copy(newest == null ? null : newest.etag());
      confirmedAt = clock.instant();
      answered = true;
      if (changed.isPresent()) {
        newest = changed.get();
      }
      writeFile(changed.isPresent());
      share(changed.isPresent());
    } catch (RegistryException e) {
      // One that hangs must not hold up every task for as long as a request may take.
      askAgainAt = clock.instant().plus(PAUSE);
      answered = false;
      LOG.warn("Going on with the last copy of the registry: {}", e.getMessage());
    }
    if (newest != null) {
      confirmed = new Confirmed(confirmedAt, answered);
    }
    return newest == null
        ? Optional.empty()
        : Optional.of(
            new Known(newest.copy(), answered, Duration.between(confirmedAt, clock.instant())));
  }

  /** How old the copy is, as far as is known without asking; empty when there is none. */
  public Optional<Duration> copyAge() {
    Confirmed last = confirmed;
    return last == null
        ? Optional.empty()
        : Optional.of(Duration.between(last.at(), clock.instant()));
  }

  /** Whether the registry answered when it was asked last. */
  public boolean reachable() {
    Confirmed last = confirmed;
    return last != null && last.answered();
  }

  /** Whether a copy of this age may decide. */
  public boolean freshEnough(Known known) {
    return known.age().compareTo(settings.maxCopyAge()) <= 0;
  }

  /** How old a copy may be to decide with. */
  public Duration maxCopyAge() {
    return settings.maxCopyAge();
  }

  /** Asks the registry itself. */
  public Decision decide(DecisionRequest request) throws RegistryException {
    return client.decide(request);
  }

  /** Whether the registry took the outcome; false when it does not answer, or not to this token. */
  public boolean report(Outcome outcome) throws RegistryException {
    try {
      client.reportOutcome(outcome);
      return true;
    } catch (RegistryUnreachableException | RegistryDeniedException e) {
      LOG.warn(
          "The outcome of run {}, execution {} is delivered later: {}",
          outcome.runId(),
          outcome.execution(),
          e.getMessage());
      return false;
    }
  }

  private boolean readFile() {
    Path file = settings.copyFile();
    try {
      newest = WireJson.mapper().readValue(Files.readAllBytes(file), FetchedCopy.class);
      confirmedAt = Files.getLastModifiedTime(file).toInstant();
      return true;
    } catch (NoSuchFileException e) {
      LOG.info("No copy of the registry in {} yet", file);
    } catch (IOException e) {
      LOG.warn("The copy of the registry in {} cannot be read: {}", file, e.getMessage());
    }
    return false;
  }

  private void readShared() {
    try {
      Optional<ControlFiles.KeptCopy> kept = files.registryCopy();
      if (kept.isPresent()) {
        newest = WireJson.mapper().readValue(kept.get().content(), FetchedCopy.class);
        confirmedAt = kept.get().at();
      }
    } catch (IOException e) {
      LOG.warn("The copy of the registry on the control store: {}", e.getMessage());
    }
  }

  private void share(boolean changed) {
    if (!changed && Duration.between(sharedAt, confirmedAt).compareTo(SHARED_AGAIN) < 0) {
      return;
    }
    try {
      files.keepRegistryCopy(WireJson.mapper().writeValueAsBytes(newest));
      sharedAt = confirmedAt;
    } catch (IOException e) {
      LOG.warn("The copy of the registry cannot be kept on the control store: {}", e.getMessage());
    }
  }

  private void writeFile(boolean changed) {
    Path file = settings.copyFile();
    try {
      if (changed || !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), "registry-copy", ".part");
        Files.write(part, WireJson.mapper().writeValueAsBytes(newest));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(confirmedAt));
      }
    } catch (IOException e) {
      LOG.warn("The copy of the registry cannot be kept in {}: {}", file, e.getMessage());
    }
  }
}
