package io.pointsman.registry.cli;

import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.registry.client.RegistryException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    description = "What the names of Iceberg catalogs mean.",
    footer = {
      "%nExamples:",
      "  pointsman catalog list",
      "  pointsman catalog set lake --property type=rest --property uri=https://catalog.example.org --why setup",
      "  pointsman catalog remove lake --why 'nothing goes there any more'"
    })
final class CatalogCommand {

  @Command(name = "list", mixinStandardHelpOptions = true, description = "The known catalogs.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    List<CatalogDefinition> catalogs = registry.client().catalogs();
    TextTable table = new TextTable("CATALOG", "TYPE", "URI", "WAREHOUSE", "CREDENTIALS");
    for (CatalogDefinition catalog : catalogs) {
      Map<String, String> properties = catalog.properties();
      table.row(
          catalog.name(),
          properties.getOrDefault("type", properties.get("catalog-impl")),
          properties.get("uri"),
          properties.get("warehouse"),
          catalog.credentials());
    }
    registry.print(
        catalogs,
        table.isEmpty()
            ? "No catalog is known; see 'pointsman catalog --help'."
            : table.toString());
    return 0;
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Sets what a catalog's name means.")
  int set(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "NAME", description = "As movements name it.") String name,
      @Option(
              names = "--property",
              required = true,
              paramLabel = "KEY=VALUE",
              description = "An Iceberg catalog property; may be repeated. No secrets.")
          Map<String, String> properties,
      @Option(names = "--credentials", description = "The credentials' name, never a value.")
          String credentials)
      throws RegistryException {
    CatalogDefinition catalog = new CatalogDefinition(name, properties, credentials);
    registry.client().putCatalog(catalog, change.change());
    registry.print(catalog, "The catalog " + name + " is set");
    return 0;
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets a catalog.")
  int remove(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "NAME", description = "As movements name it.") String name)
      throws RegistryException {
    registry.client().deleteCatalog(name, change.change());
    registry.print(Map.of("removed", name), "The catalog " + name + " is no longer known");
    return 0;
  }
}
