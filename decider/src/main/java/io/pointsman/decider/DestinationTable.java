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

  /**
   * Reads {@code catalog.namespace.table} back.
   *
   * @throws InvalidMovementException naming what is missing or not allowed
   */
  public static DestinationTable parse(String name) {
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    if (first < 0 || first == last) {
      throw new InvalidMovementException(
          "movement.destination",
          "is '" + Names.shown(name) + "'; expected 'catalog.namespace.table'");
    }
    return new DestinationTable(
        name.substring(0, first), name.substring(first + 1, last), name.substring(last + 1));
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
