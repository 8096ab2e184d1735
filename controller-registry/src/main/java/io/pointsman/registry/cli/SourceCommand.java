package io.pointsman.registry.cli;

import io.pointsman.decider.Ages;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.client.RegistryException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "source",
    mixinStandardHelpOptions = true,
    description = "What the names of clusters mean: where their backups lie.",
    footer = {
      "%nExample:",
      "  pointsman source set members --backup-uri s3://backups/medusa --region eu-west-1 --why setup"
    })
final class SourceCommand {

  @Command(name = "list", mixinStandardHelpOptions = true, description = "The known sources.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    List<SourceDefinition> sources = registry.client().sources();
    TextTable table =
        new TextTable(
            "SOURCE", "BACKUPS", "LAYOUT", "STORE", "DATA CENTRE", "CREDENTIALS", "KEPT FOR");
    for (SourceDefinition source : sources) {
      table.row(
          source.name(),
          source.backupUri(),
          source.layout(),
          source.endpoint() == null ? source.region() : source.endpoint(),
          source.dataCentre(),
          source.credentials(),
          source.retention());
    }
    registry.print(
        sources,
        table.isEmpty() ? "No source is known; see 'pointsman source --help'." : table.toString());
    return 0;
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Sets what a cluster's name means.")
  int set(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--backup-uri", required = true, paramLabel = "s3://BUCKET/PREFIX")
          String uri,
      @Option(
              names = "--layout",
              defaultValue = "auto",
              description = "auto (found by what lies there), medusa, priam, esop or plain")
          String layout,
      @Option(names = "--region") String region,
      @Option(names = "--endpoint", paramLabel = "URL") String endpoint,
      @Option(names = "--path-style", description = "The bucket stands in the path.")
          boolean pathStyle,
      @Option(names = "--data-centre") String dataCentre,
      @Option(names = "--consistency", description = "ALL, LOCAL_ALL, LOCAL_QUORUM or ONE")
          String consistency,
      @Option(names = "--credentials", description = "The credentials' name, never a value.")
          String credentials,
      @Option(
              names = "--retention",
              paramLabel = "AGE",
              description =
                  "How long after it was taken a backup is kept: 30d, 72h, PT720H. A run that may"
                      + " take longer than that does not choose it.")
          String retention)
      throws RegistryException {
    SourceDefinition source =
        new SourceDefinition(
            name,
            uri,
            layout,
            region,
            endpoint,
            pathStyle,
            dataCentre,
            consistency,
            credentials,
            retention == null ? null : Ages.parse(retention));
    registry.client().putSource(source, change.change());
    registry.print(source, "The source " + name + " is set");
    return 0;
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets a source.")
  int remove(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "NAME") String name)
      throws RegistryException {
    registry.client().deleteSource(name, change.change());
    registry.print(Map.of("removed", name), "The source " + name + " is no longer known");
    return 0;
  }
}
