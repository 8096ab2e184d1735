package io.pointsman.openfeature;

import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last copy of the registry, in memory and in a file that is like a worker's: a process that
 * starts while the registry is away knows what it knew before.
 */
final class CopyKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CopyKeeper.class);

  private final RegistryClient registry;
  private final Path file;
  private final Clock clock;
  private volatile Kept kept;

  CopyKeeper(RegistryClient registry, Path file, Clock clock) {
    this.registry = registry;
    this.file = file.toAbsolutePath();
    this.clock = clock;
  }

  /**
   * A copy.
   *
   * @param fetched as the registry gave it
   * @param confirmedAt when the registry said last that it is the newest
   */
  record Kept(FetchedCopy fetched, Instant confirmedAt) {
    RegistryCopy copy() {
      return fetched.copy();
    }

    Duration age(Instant now) {
      return Duration.between(confirmedAt, now);
    }
  }

  Optional<Kept> kept() {
    return Optional.ofNullable(kept);
  }

  /** What was known when this process, or another one with the same file, ran last. */
  void readFile() {
    try {
      kept =
          new Kept(
              WireJson.mapper().readValue(Files.readAllBytes(file), FetchedCopy.class),
              Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      LOG.info("No copy of the registry in {} yet", file);
    } catch (IOException e) {
      LOG.warn("The copy of the registry in {} cannot be read: {}", file, e.getMessage());
    }
  }

  /** What came of asking the registry. */
  enum Answer {
    CHANGED,
    UNCHANGED,
    NONE
  }

  Answer ask() {
    Kept before = kept;
    try {
      Optional<FetchedCopy> changed =
          registry.copy(before == null ? null : before.fetched().etag());
      if (changed.isEmpty() && before == null) {
        return Answer.NONE;
      }
      kept = new Kept(changed.orElseGet(() -> before.fetched()), clock.instant());
      writeFile(changed.isPresent());
      return changed.isPresent() ? Answer.CHANGED : Answer.UNCHANGED;
    } catch (RegistryException e) {
      LOG.warn("Going on with the last copy of the registry: {}", e.getMessage());
      return Answer.NONE;
    }
  }

  private void writeFile(boolean changed) {
    Kept now = kept;
    try {
      if (changed || !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), "registry-copy", ".part");
        Files.write(part, WireJson.mapper().writeValueAsBytes(now.fetched()));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.setLastModifiedTime(file, FileTime.from(now.confirmedAt()));
    } catch (IOException e) {
      LOG.warn("The copy of the registry cannot be kept in {}: {}", file, e.getMessage());
    }
  }
}
