package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.Standing;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.RunStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Where a movement would go if it ran now; nothing is recorded, and nobody becomes a probe. */
public final class NextDecision {
  private static final String RUN = "next";

  private final Database database;
  private final DefinitionStore definitions;
  private final RunStore runs;
  private final RoutingTableStore tables;
  private final Standings standings;
  private final Shadows shadows;
  private final Clock clock;

  @Inject
  NextDecision(
      Database database,
      DefinitionStore definitions,
      RunStore runs,
      RoutingTableStore tables,
      Standings standings,
      Shadows shadows,
      Clock clock) {
    this.database = database;
    this.definitions = definitions;
    this.runs = runs;
    this.tables = tables;
    this.standings = standings;
    this.shadows = shadows;
    this.clock = clock;
  }

  /** With nothing in Spark's way; empty when the id is none. */
  public Optional<Decision> of(String movementId) {
    return database.read(
        handle -> movement(handle, movementId).map(movement -> decide(handle, movement)));
  }

  private Decision decide(Handle handle, Movement movement) {
    TableRevision table = tables.newest(handle);
    Instant now = clock.instant();
    Standing standing = standings.of(handle, table.table(), movement);
    return RouteDecider.decide(
        table.table(),
        table.revision(),
        standing.withShadows(shadows.use(handle, table.table(), movement, standing, Map.of())),
        new DecisionRequest(RUN, now, movement, null, null, null, false, 0, Map.of()),
        1,
        movement,
        now,
        RUN);
  }

  /** As the registry knows it, or as it was decided last. */
  private Optional<Movement> movement(Handle handle, String movementId) {
    return definitions
        .find(handle, DefinitionKind.MOVEMENT, movementId)
        .map(MovementDefinition::movement)
        .or(
            () ->
                runs.page(handle, 1, Long.MAX_VALUE, movementId).stream()
                    .map(RunExecution::decision)
                    .flatMap(decision -> Optional.ofNullable(decision).stream())
                    .map(Decision::movement)
                    .findFirst())
        .or(() -> parsed(movementId));
  }

  private static Optional<Movement> parsed(String movementId) {
    try {
      return Optional.of(Movement.parse(movementId));
    } catch (InvalidMovementException e) {
      return Optional.empty(); // a refused run's input may have been anything
    }
  }
}
