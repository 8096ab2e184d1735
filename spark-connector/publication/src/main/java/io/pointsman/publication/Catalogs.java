package io.pointsman.publication;

import io.pointsman.decider.registry.CatalogDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/** Opens the Iceberg catalogs that movements name. */
public final class Catalogs {
  private static final String PROVIDER = "client.credentials-provider";
  private static final String NAMED_CREDENTIALS = "io.pointsman.backup.NamedCredentials";

  private Catalogs() {}

  /**
   * Opens a catalog; {@link #close} it after use. Its warehouse is reached with the definition's
   * named credentials, which are looked up in the environment when they are needed.
   *
   * @throws IllegalArgumentException naming the catalog, when its properties are not those of one
   */
  public static Catalog open(CatalogDefinition definition) {
    try {
      // No Hadoop configuration: file IO is what the properties say.
      return CatalogUtil.buildIcebergCatalog(definition.name(), properties(definition), null);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "Catalog '%s' cannot be opened: %s; correct its properties in the registry"
              .formatted(definition.name(), e.getMessage()),
          e);
    }
  }

  /**
   * The definition's properties as an engine needs them, with the named credentials applied: Spark
   * takes the same ones below {@code spark.sql.catalog.<name>}.
   */
  public static Map<String, String> properties(CatalogDefinition definition) {
    Map<String, String> properties = new LinkedHashMap<>(definition.properties());
    if (definition.credentials() != null) {
      properties.put(PROVIDER, NAMED_CREDENTIALS);
      properties.put(PROVIDER + ".name", definition.credentials());
    }
    return properties;
  }

  /**
   * Closes a catalog, where it holds connections.
   *
   * @throws UncheckedIOException when that fails
   */
  public static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (catalog instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("Catalog %s does not close".formatted(catalog.name()), e);
      }
    }
  }
}
