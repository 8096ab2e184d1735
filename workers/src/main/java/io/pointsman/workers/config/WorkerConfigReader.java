package io.pointsman.workers.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.control.Patience;
import io.pointsman.legacy.HttpEngineSettings;
import io.pointsman.legacy.LegacySettings;
import io.pointsman.legacy.SparkSubmitSettings;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workers.config.WorkerConfig.EndpointSettings;
import io.pointsman.workers.config.WorkerConfig.LeftoverSettings;
import io.pointsman.workers.config.WorkerConfig.LegacySection;
import io.pointsman.workers.config.WorkerConfig.ProcessSettings;
import io.pointsman.workers.config.WorkerConfig.RegistrySettings;
import io.pointsman.workers.config.WorkerConfig.RunSettings;
import io.pointsman.workers.config.WorkerConfig.SparkSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code pointsman.yaml}, overruled by the environment: {@code registry.maxCopyAge} is {@code
 * POINTSMAN_REGISTRY_MAX_COPY_AGE}. Every fault is named at once, before anything is started.
 */
public final class WorkerConfigReader {
  private static final int MOST_LEGACY_JOBS = 10_000;

  /** Enough for a fleet's fallbacks, and not all of it at once when the kill switch is engaged. */
  private static final int USUAL_LEGACY_JOBS = 100;

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Map<String, String> environment;
  private final SparkLayout layout;

  /**
   * @param environment the process's environment
   * @param home the checkout or installation whose SPARK_HOME and jars are the defaults, or null
   */
  public WorkerConfigReader(Map<String, String> environment, Path home) {
    this.environment = Map.copyOf(environment);
    this.layout = new SparkLayout(home);
  }

  /**
   * Reads a file.
   *
   * @param roles overrule those of the file; empty to leave them
   * @throws ConfigException naming every fault
   */
  public WorkerConfig read(Path file, List<String> roles) throws ConfigException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file.toString(), List.of("the file cannot be read: " + e));
    }
    return parse(text, file.toString(), roles);
  }

  WorkerConfig parse(String yaml, String name, List<String> roles) throws ConfigException {
    JsonNode document;
    try {
      document = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new ConfigException(name, List.of("it is not YAML: " + e.getOriginalMessage()));
    }
    if (!(document instanceof ObjectNode) && !document.isMissingNode() && !document.isNull()) {
      throw new ConfigException(name, List.of("it is not a mapping of sections"));
    }
    ConfigTree root =
        ConfigTree.root(
            document instanceof ObjectNode object ? object : YAML.createObjectNode(), environment);
    WorkerConfig config = config(root, roles);
    root.nothingElse();
    if (!root.faults().isEmpty()) {
      throw new ConfigException(name, root.faults());
    }
    return config;
  }

  private WorkerConfig config(ConfigTree root, List<String> roles) {
    ConfigTree conductor = root.section("conductor");
    var conductorUrl = conductor.requiredUrl("url");
    conductor.nothingElse();
    RegistrySettings registry = registry(root.section("registry"));
    ControlLocation control = control(root.section("control"));
    ConfigTree worker = root.section("worker");
    EndpointSettings endpoint = endpoint(worker);
    ProcessSettings process = process(worker, roles);
    RunSettings runs = runs(root.section("runs"));
    LeftoverSettings leftovers = leftovers(root.section("leftovers"));
    ConfigTree sparkSection = root.section("spark");
    ConfigTree legacySection = root.section("legacy");
    return new WorkerConfig(
        conductorUrl,
        registry,
        control,
        process,
        runs,
        process.roles().contains(Role.SPARK) ? spark(sparkSection) : null,
        process.roles().contains(Role.LEGACY) ? legacy(legacySection, sparkSection) : null,
        leftovers,
        endpoint);
  }

  /** Without a port there is none: nothing listens unasked. */
  private static EndpointSettings endpoint(ConfigTree section) {
    String host = section.text("host").orElse("127.0.0.1");
    return section.text("port").isEmpty()
        ? null
        : new EndpointSettings(host, section.number("port", 0, 65_535, 0));
  }

  private RegistrySettings registry(ConfigTree section) {
    URI url = section.requiredUrl("url");
    RegistrySettings settings =
        new RegistrySettings(
            url,
            token(section, url),
            section.file("copyFile").orElse(Path.of("registry-copy.json")).toAbsolutePath(),
            section.duration("maxCopyAge", Duration.ofHours(24)));
    section.nothingElse();
    return settings;
  }

  /** {@code POINTSMAN_TOKEN} overrules the file, so that a person's own token can. */
  private RegistryToken token(ConfigTree section, URI registry) {
    Optional<String> secret = section.text("token").filter(text -> !text.isBlank());
    Optional<Path> file = section.file("tokenFile");
    if (secret.isPresent() && file.isPresent()) {
      section.fault("tokenFile", "is set, and token is, too; one of them is enough");
    }
    RegistryToken found = RegistryToken.find(environment, registry);
    if (!environment.getOrDefault("POINTSMAN_TOKEN", "").isBlank()) {
      return found;
    }
    return secret
        .map(text -> RegistryToken.of(text, "registry.token"))
        .or(() -> file.map(path -> RegistryToken.inFile(path.toAbsolutePath())))
        .orElse(found);
  }

  private static ControlLocation control(ConfigTree section) {
    section.required("uri", "s3://bucket/prefix");
    StoreUri uri =
        section
            .parsed("uri", "s3://bucket/prefix", StoreUri::parse)
            .orElse(new StoreUri("none", ""));
    ControlLocation location =
        new ControlLocation(
            uri,
            section.url("endpoint").map(Object::toString).orElse(null),
            section.text("region").orElse(null),
            section.flag("pathStyle", false),
            section.text("credentials").orElse(null));
    section.nothingElse();
    return location;
  }

  private static ProcessSettings process(ConfigTree section, List<String> overruling) {
    List<String> names = section.list("roles");
    Set<Role> roles = Set.of(Role.values());
    try {
      roles = Role.parse(overruling.isEmpty() ? names : overruling);
    } catch (IllegalArgumentException e) {
      section.fault("roles", e.getMessage());
    }
    ProcessSettings settings =
        new ProcessSettings(
            section.text("id").orElseGet(WorkerConfigReader::processName),
            roles,
            section.number("threads", 1, 256, 8),
            section.duration("pollInterval", Duration.ofMillis(500)),
            section.duration("awaitInterval", Duration.ofSeconds(5)),
            section.duration("stopGrace", Duration.ofSeconds(30)));
    section.nothingElse();
    return settings;
  }

  private static RunSettings runs(ConfigTree section) {
    RunSettings settings =
        new RunSettings(
            section.duration("deadline", Duration.ofHours(12)),
            section.duration("legacyReserve", Duration.ofMinutes(30)),
            section.number("sparkAttempts", 1, 5, 1),
            section.duration("commitTimeout", Duration.ofMinutes(2)),
            section.number("legacyJobs", 0, MOST_LEGACY_JOBS, USUAL_LEGACY_JOBS));
    if (settings.legacyReserve().compareTo(settings.deadline()) >= 0) {
      section.fault(
          "legacyReserve",
          "is "
              + settings.legacyReserve()
              + ", which leaves nothing of the deadline "
              + settings.deadline()
              + " for Spark; expected less");
    }
    section.nothingElse();
    return settings;
  }

  private static LeftoverSettings leftovers(ConfigTree section) {
    LeftoverSettings usual = LeftoverSettings.usual();
    LeftoverSettings settings =
        new LeftoverSettings(
            section.duration("failedRunAge", usual.failedRunAge()),
            section.duration("unknownRunAge", usual.unknownRunAge()),
            section.duration("recordAge", usual.recordAge()));
    section.nothingElse();
    return settings;
  }

  private SparkSection spark(ConfigTree section) {
    SparkSection settings = new SparkSection(layout.moveJob(section), patience(section));
    section.nothingElse();
    return settings;
  }

  private LegacySection legacy(ConfigTree section, ConfigTree moves) {
    String engine = section.text("engine").orElse("reference");
    ConfigTree spark = section.section("spark");
    ConfigTree http = section.section("http");
    ConfigTree sparkSubmit = section.section("sparkSubmit");
    LegacySettings settings =
        switch (engine) {
          case "reference" ->
              new LegacySettings(engine, layout.reference(spark, moves), null, null);
          case "http" ->
              new LegacySettings(
                  engine, null, http.as(HttpEngineSettings.class).orElse(null), null);
          case "spark-submit" ->
              new LegacySettings(engine, null, null, sparkSubmit(sparkSubmit, spark, moves));
          default -> {
            section.fault(
                "engine", "is '" + engine + "'; expected reference, http or spark-submit");
            yield new LegacySettings(engine, null, null, null);
          }
        };
    LegacySection legacy = new LegacySection(settings, patience(section));
    section.nothingElse();
    return legacy;
  }

  private SparkSubmitSettings sparkSubmit(ConfigTree section, ConfigTree spark, ConfigTree moves) {
    String mainClass = section.required("mainClass", "the engine's main class");
    SparkSubmitSettings settings =
        new SparkSubmitSettings(
            layout.wrapped(spark, moves),
            mainClass.isEmpty() ? "missing" : mainClass,
            section.list("arguments"),
            section.flag("reportsBackup", false));
    section.nothingElse();
    return settings;
  }

  private static Patience patience(ConfigTree section) {
    Patience usual = Patience.usual();
    return new Patience(
        section.duration("startTimeout", usual.start()),
        section.duration("heartbeatTimeout", usual.heartbeat()),
        usual.secondLook());
  }

  private static String processName() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown-host";
    }
    return host + "-" + ProcessHandle.current().pid();
  }
}
