package io.pointsman.inspection;

import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.Consistency;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.Pins;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.StoreUri;
import io.pointsman.decider.registry.SourceDefinition;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where backups lie and how they are read. */
final class StoreOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(paramLabel = "URI", description = "s3://bucket/prefix of the backups")
  private String uri;

  @Option(
      names = "--layout",
      defaultValue = BackupReaders.AUTO,
      description = "auto (the default: found by what lies there), medusa, priam, esop or plain")
  private String layout;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "a store that is not the region's own S3; the bucket then stands in the path")
  private String endpoint;

  @Option(names = "--region", description = "the bucket's region, such as eu-west-1")
  private String region;

  @Option(
      names = "--credentials",
      paramLabel = "NAME",
      description =
          "the credentials' name: their values are read from POINTSMAN_CREDENTIALS_<NAME>_…;"
              + " without it, the AWS default chain")
  private String credentials;

  @Option(names = "--data-centre", paramLabel = "DC", description = "whose nodes are read")
  private String dataCentre;

  @Option(
      names = "--consistency",
      paramLabel = "LEVEL",
      description = "ALL (the default), LOCAL_ALL, LOCAL_QUORUM or ONE")
  private String consistency;

  @Option(
      names = "--max-skew",
      paramLabel = "PT1H",
      description = "how far the nodes' snapshots may be apart")
  private String maxSkew;

  @Option(names = "--json", description = "one JSON document on standard output")
  private boolean json;

  boolean json() {
    return json;
  }

  String uri() {
    return uri;
  }

  Consistency consistency() {
    return usage(() -> Consistency.parse(consistency));
  }

  ObjectStore open() {
    StoreUri at = usage(() -> StoreUri.parse(uri));
    return usage(
        () ->
            ObjectStores.open(
                new StoreSettings(endpoint, region, endpoint != null, credentials, at.bucket())));
  }

  BackupReader reader(ObjectStore store) throws IOException {
    if (!BackupReaders.names().contains(layout)) {
      throw new ParameterException(
          command.commandLine(),
          "There is no layout '" + layout + "', only " + String.join(", ", BackupReaders.names()));
    }
    return BackupReaders.of(layout, store, StoreUri.parse(uri).prefix(), skew());
  }

  private Duration skew() {
    try {
      return maxSkew == null ? null : Duration.parse(maxSkew);
    } catch (DateTimeException e) {
      throw new ParameterException(
          command.commandLine(), "--max-skew is '" + maxSkew + "', expected a duration as PT2H", e);
    }
  }

  Pins pins(BackupReader reader) {
    return new Pins(
        SourceDefinition.of(uri, uri, reader.layout())
            .withStore(region, endpoint, endpoint != null)
            .withReplicas(dataCentre, consistency().name())
            .withCredentials(credentials),
        reader);
  }

  /** What a user typed wrong is a matter of usage. */
  private <T> T usage(java.util.function.Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
