package io.pointsman.registry.store;

import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.util.function.Function;

/**
 * What the registry keeps definitions of.
 *
 * @param word the kind in the database, in audit subjects and in messages
 * @param type of the documents
 * @param name of a document
 */
public record DefinitionKind<T>(String word, Class<T> type, Function<T, String> name) {
  public static final DefinitionKind<SourceDefinition> SOURCE =
      new DefinitionKind<>("source", SourceDefinition.class, SourceDefinition::name);
  public static final DefinitionKind<CatalogDefinition> CATALOG =
      new DefinitionKind<>("catalog", CatalogDefinition.class, CatalogDefinition::name);
  public static final DefinitionKind<MovementDefinition> MOVEMENT =
      new DefinitionKind<>(
          "movement", MovementDefinition.class, definition -> definition.movement().id());

  /** What an audit entry calls one of this kind. */
  public String subject(String name) {
    return word + "/" + name;
  }
}
