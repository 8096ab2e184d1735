package io.pointsman.registry.api;

import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.util.List;

/**
 * Sources and catalogs as one document, as they are exported and imported.
 *
 * @param sources by name, never null
 * @param catalogs by name, never null
 */
public record DefinitionDocument(List<SourceDefinition> sources, List<CatalogDefinition> catalogs) {
  public DefinitionDocument {
    sources = sources == null ? List.of() : List.copyOf(sources);
    catalogs = catalogs == null ? List.of() : List.copyOf(catalogs);
  }
}
