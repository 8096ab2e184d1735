package io.pointsman.it.chaos;

import io.pointsman.it.Owner;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The {@code pointsman.yaml} of a lane's workers: everything through the proxies, and impatient.
 */
final class WorkerConfigs {
  static final String CONTROL_BUCKET = "control";
  static final String CONTROL_PREFIX = "pointsman";

  private final StackPaths paths;
  private final URI conductor;
  private final URI registry;
  private final Path registryToken;
  private final URI s3;
  private final Path sparkJars;
  private final Path legacyJars;

  WorkerConfigs(
      StackPaths paths, URI conductor, URI registry, Path registryToken, URI s3, Path jars)
      throws IOException {
    this.paths = paths;
    this.conductor = conductor;
    this.registry = registry;
    this.registryToken = registryToken;
    this.s3 = s3;
    // A build while it runs must not exchange them under Spark.
    this.sparkJars =
        copies(paths.home().resolve("spark-connector/target/job-jars"), jars.resolve("spark"));
    this.legacyJars =
        copies(paths.home().resolve("legacy-adapter/target/job-jars"), jars.resolve("legacy"));
  }

  private static Path copies(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> jars = Files.list(from)) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.copy(jar, to.resolve(jar.getFileName()));
      }
    }
    return to;
  }

  /**
   * A worker's configuration.
   *
   * @param role its one role
   * @param name its id
   * @param folder its own files: the registry's copy, the drivers' logs
   */
  Map<String, Object> of(String role, String name, Path folder) {
    String logs = folder.resolve("spark-logs").toString();
    Map<String, Object> sparkSection = new LinkedHashMap<>();
    sparkSection.put("home", paths.sparkHome().toString());
    sparkSection.put("master", "local[1]");
    sparkSection.put("jobJars", sparkJars.toString());
    sparkSection.put("logDirectory", logs);
    sparkSection.put("startTimeout", "3m");
    sparkSection.put("heartbeatTimeout", "20s");
    sparkSection.put(
        "conf",
        Map.of(
            "spark.driver.memory",
            "700m",
            "spark.sql.shuffle.partitions",
            "2",
            // A driver outlives its worker, but not this process.
            "spark.driver.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto " + Owner.leashOption(paths)));
    return Map.of(
        "conductor", Map.of("url", conductor.toString()),
        "registry",
            Map.of(
                "url", registry.toString(),
                "tokenFile", registryToken.toString(),
                "copyFile", folder.resolve("registry-copy.json").toString()),
        "control",
            Map.of(
                "uri",
                "s3://" + CONTROL_BUCKET + "/" + CONTROL_PREFIX,
                "endpoint",
                s3.toString(),
                "region",
                S3Server.REGION,
                "pathStyle",
                true,
                "credentials",
                S3Server.CREDENTIALS_NAME),
        "worker",
            Map.of(
                "id", name,
                "roles", List.of(role),
                "pollInterval", "400ms",
                "awaitInterval", "1s",
                "stopGrace", "2s"),
        "runs",
            Map.of(
                "deadline", "20m",
                "legacyReserve", "8m",
                "commitTimeout", "30s"),
        "spark", sparkSection,
        "legacy",
            Map.of(
                "engine",
                "reference",
                "heartbeatTimeout",
                "20s",
                "startTimeout",
                "3m",
                "spark",
                Map.of("jobJars", legacyJars.toString(), "logDirectory", logs)));
  }
}
