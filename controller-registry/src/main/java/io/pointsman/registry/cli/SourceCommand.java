package io.pointsman.registry.cli;

import io.pointsman.decider.Ages;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.DefinitionDocument;
import io.pointsman.registry.api.DefinitionYaml;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "%nExamples:",
      "  pointsman source list",
      "  pointsman source set members --backup-uri s3://backups/medusa --region eu-west-1 --why setup",
      "  pointsman source export > definitions.yaml",
      "  pointsman source import definitions.yaml --why 'reviewed in the repository'",
      "  pointsman source remove members --why 'the cluster is gone'"
    })
final class SourceCommand {

  @Command(name = "list", mixinStandardHelpOptions = true, description = "The known sources.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    List<SourceDefinition> sources = registry.client().sources();
    TextTable table =
        new TextTable(
            "SOURCE",
            "BACKUPS",
            "LAYOUT",
            "STORE",
            "DATA CENTRE",
            "CREDENTIALS",
            "KEPT FOR",
            "MAX SKEW");
    for (SourceDefinition source : sources) {
      table.row(
          source.name(),
          source.backupUri(),
          source.layout(),
          source.endpoint() == null ? source.region() : source.endpoint(),
          source.dataCentre(),
          source.credentials(),
          source.retention(),
          source.maxSkew());
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
      @Parameters(paramLabel = "NAME", description = "The cluster's.") String name,
      @Option(
              names = "--backup-uri",
              required = true,
              paramLabel = "s3://BUCKET/PREFIX",
              description = "Where its backups lie.")
          String uri,
      @Option(
              names = "--layout",
              defaultValue = "auto",
              description = "auto (found by what lies there), medusa, priam, esop or plain")
          String layout,
      @Option(names = "--region", description = "The bucket's, such as eu-west-1.") String region,
      @Option(
              names = "--endpoint",
              paramLabel = "URL",
              description = "A store that is not the region's own S3.")
          String endpoint,
      @Option(names = "--path-style", description = "The bucket stands in the path.")
          boolean pathStyle,
      @Option(names = "--data-centre", description = "Whose nodes are read.") String dataCentre,
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
          String retention,
      @Option(
              names = "--max-skew",
              paramLabel = "AGE",
              description =
                  "How far the nodes' snapshots of one backup may be apart: 2h, 90m, at most 24h. As"
                      + " written beside the backups, else an hour, when not given.")
          String maxSkew)
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
            retention == null ? null : Ages.parse(retention),
            maxSkew == null ? null : Ages.parse(maxSkew));
    registry.client().putSource(source, change.change());
    registry.print(source, "The source " + name + " is set");
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "All sources and catalogs as YAML, on standard output.")
  int export(@Mixin RegistryOptions registry) throws RegistryException {
    DefinitionDocument document = registry.client().definitions();
    registry.print(document, DefinitionYaml.write(document).stripTrailing());
    return 0;
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Adds and changes the sources and catalogs of a document, all or none.")
  int importDocument(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "FILE", description = "The document, YAML.") Path file)
      throws RegistryException, IOException {
    ImportReceipt receipt =
        registry.client().importDefinitions(Files.readString(file), change.change());
    registry.print(
        receipt,
        receipt.added()
            + " added, "
            + receipt.changed()
            + " changed, "
            + receipt.unchanged()
            + " as they were");
    return 0;
  }

  @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets a source.")
  int remove(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "NAME", description = "The cluster's.") String name)
      throws RegistryException {
    registry.client().deleteSource(name, change.change());
    registry.print(Map.of("removed", name), "The source " + name + " is no longer known");
    return 0;
  }
}
