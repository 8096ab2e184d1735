package io.pointsman.workers.doctor;

import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.Catalogs;
import io.pointsman.publication.FenceCheck;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;

/** Iceberg catalogs. */
final class CatalogChecks {
  private CatalogChecks() {}

  /** Whether the fence holds there, tried out on a table of its own, which is dropped again. */
  static Check fence(CatalogDefinition definition, Namespace scratch) {
    long begun = System.nanoTime();
    Catalog catalog = Catalogs.open(definition);
    try {
      boolean mine =
          catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(scratch);
      FenceCheck.Result result;
      try {
        result = FenceCheck.run(catalog, scratch);
      } finally {
        if (mine) {
          ((SupportsNamespaces) catalog).dropNamespace(scratch);
        }
      }
      return Check.of(
          "catalog " + definition.name(),
          result.holds(),
          (System.nanoTime() - begun) / 1_000_000,
          "ms",
          result.message()
              + (result.holds()
                  ? ""
                  : ". To do: route nothing into this catalog until it compares before it swaps"));
    } finally {
      Catalogs.close(catalog);
    }
  }
}
