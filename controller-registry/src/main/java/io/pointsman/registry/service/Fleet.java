package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.RunStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The movements there are: the registered ones, and those that ran of late without being so. */
final class Fleet {
  private final DefinitionStore definitions;
  private final RunStore runs;

  @Inject
  Fleet(DefinitionStore definitions, RunStore runs) {
    this.definitions = definitions;
    this.runs = runs;
  }

  /** Each once, by id, as the registry knows it. */
  Collection<Movement> movements(Handle handle, Instant since) {
    Map<String, Movement> fleet = new TreeMap<>();
    for (MovementDefinition definition : definitions.all(handle, DefinitionKind.MOVEMENT)) {
      fleet.put(definition.movement().id(), definition.movement());
    }
    runs.newestOfEach(
        handle,
        since,
        fleet.keySet(),
        (movementId, decided) ->
            fleet.put(movementId, decided == null ? Movement.parse(movementId) : decided));
    return fleet.values();
  }
}
