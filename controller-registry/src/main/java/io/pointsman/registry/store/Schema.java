package io.pointsman.registry.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The tables, brought up to date when a registry starts. What both databases write alike stands
 * once; the rest once for each, under the same version.
 */
final class Schema {
  static final String SQLITE = "sqlite";
  static final String POSTGRESQL = "postgresql";

  private static final String FOLDER = "classpath:io/pointsman/registry/store/";

  private Schema() {}

  static void migrate(DataSource database, String vendor) {
    configuration(database, vendor).load().migrate();
  }

  static FluentConfiguration configuration(DataSource database, String vendor) {
    return Flyway.configure().dataSource(database).locations(FOLDER + "common", FOLDER + vendor);
  }
}
