package io.pointsman.decider;

/**
 * One Iceberg table of a named catalog.
 *
 * @param catalog name of a catalog that the registry knows, {@code [A-Za-z0-9_-]+}
 * @param namespace Iceberg namespace; levels are separated by dots, each {@code [A-Za-z0-9_-]+}
 * @param table Iceberg table, {@code [A-Za-z0-9_-]+}
 */
public record DestinationTable(String catalog, String namespace, String table) {
  public DestinationTable {
    Names.check("catalog", catalog, Names.ICEBERG);
    Names.check("namespace", namespace, Names.NAMESPACE);
    Names.check("table", table, Names.ICEBERG);
  }

  /** Whether a text can be the name of a catalog. */
  public static boolean isCatalogName(String name) {
    return name != null && Names.ICEBERG.matcher(name).matches();
  }

  @Override
  public String toString() {
    return catalog + "." + namespace + "." + table;
  }
}
