package io.pointsman.decider.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the name of an Iceberg catalog means.
 *
 * @param name the catalog's name in movements
 * @param properties Iceberg catalog properties ({@code type}, {@code uri}, {@code warehouse}, …);
 *     secrets are refused here
 * @param credentials name of the credentials for its warehouse, never a value; null means the
 *     environment's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CatalogDefinition(String name, Map<String, String> properties, String credentials) {
  public CatalogDefinition {
    properties =
        properties == null
            ? Map.of()
            : java.util.Collections.unmodifiableMap(new TreeMap<>(properties));
  }
}
