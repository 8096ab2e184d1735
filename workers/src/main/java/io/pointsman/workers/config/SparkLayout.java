package io.pointsman.workers.config;

import io.pointsman.control.SparkSettings;
import io.pointsman.legacy.ReferenceEngine;
import io.pointsman.legacy.SparkSubmitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Spark, the jobs' jars and their logs lie when the configuration does not say: in the
 * checkout that {@code ./pointsman} built.
 */
final class SparkLayout {
  /** A job's main class, the folder of its jars, and the beginning of its own jar's name. */
  private record JobJar(String mainClass, String folder, String name) {}

  private static final JobJar MOVE_JOB =
      new JobJar("io.pointsman.iceberg.MoveJob", "spark-connector/target/job-jars", "iceberg-");
  private static final JobJar REFERENCE_JOB =
      new JobJar(ReferenceEngine.MAIN_CLASS, "legacy-adapter/target/job-jars", "reference-");

  private static final JobJar WRAPPED_JOB =
      new JobJar(SparkSubmitSettings.WRAPPER, "legacy-adapter/target/job-jars", "adapter-");

  private final Path home;

  SparkLayout(Path home) {
    this.home = home;
  }

  /** The move job's: {@code home, master, deployMode, conf, jobJars, appResource, …}. */
  SparkSettings moveJob(ConfigTree section) {
    return settings(
        section,
        MOVE_JOB,
        home(section, section.file("home")),
        section.text("master").orElse("local[*]"),
        deployMode(section, section.text("deployMode")),
        section.mapping("conf"));
  }

  /** The reference engine's: where its own section says nothing, Spark is the same as for moves. */
  SparkSettings reference(ConfigTree section, ConfigTree moves) {
    return legacy(section, moves, REFERENCE_JOB);
  }

  /** The same for an engine that is a Spark application of somebody else's. */
  SparkSettings wrapped(ConfigTree section, ConfigTree moves) {
    return legacy(section, moves, WRAPPED_JOB);
  }

  private SparkSettings legacy(ConfigTree section, ConfigTree moves, JobJar job) {
    Map<String, String> conf = section.mapping("conf");
    SparkSettings settings =
        settings(
            section,
            job,
            home(section, section.file("home").or(() -> moves.file("home"))),
            section.text("master").or(() -> moves.text("master")).orElse("local[*]"),
            deployMode(section, section.text("deployMode").or(() -> moves.text("deployMode"))),
            conf.isEmpty() ? moves.mapping("conf") : conf);
    section.nothingElse();
    return settings;
  }

  private Path home(ConfigTree section, Optional<Path> configured) {
    Path sparkHome = configured.orElse(below("spark-connector/target/spark-home"));
    if (sparkHome == null) {
      section.fault("home", "is missing; expected the path of a SPARK_HOME");
      return Path.of(".");
    }
    if (!Files.isExecutable(sparkHome.resolve("bin/spark-submit"))) {
      section.fault("home", "is '" + sparkHome + "', which has no executable bin/spark-submit");
    }
    return sparkHome;
  }

  private SparkSettings settings(
      ConfigTree section,
      JobJar job,
      Path sparkHome,
      String master,
      String deployMode,
      Map<String, String> conf) {
    List<String> jars = jars(section, job);
    String own =
        section
            .text("appResource")
            .orElseGet(
                () ->
                    jars.stream()
                        .filter(jar -> Path.of(jar).getFileName().toString().startsWith(job.name()))
                        .findFirst()
                        .orElse(""));
    if (own.isEmpty()) {
      section.fault(
          "jobJars", "has no jar " + job.name() + "*.jar, and appResource does not name one");
    }
    return new SparkSettings(
        sparkHome,
        master,
        deployMode,
        section.text("mainClass").orElse(job.mainClass()),
        own,
        jars.stream().filter(jar -> !jar.equals(own)).toList(),
        conf,
        Map.of(),
        section.file("logDirectory").orElse(Path.of("logs")).toAbsolutePath());
  }

  private List<String> jars(ConfigTree section, JobJar job) {
    List<String> named = section.list("jars");
    Path folder = section.file("jobJars").orElse(below(job.folder()));
    if (!named.isEmpty() || folder == null) {
      return named;
    }
    if (!Files.isDirectory(folder)) {
      section.fault("jobJars", "is '" + folder + "', which is no folder");
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      section.fault("jobJars", "cannot be listed: " + e);
      return List.of();
    }
  }

  private static String deployMode(ConfigTree section, Optional<String> configured) {
    String mode = configured.orElse("client");
    if (!List.of("client", "cluster").contains(mode)) {
      section.fault("deployMode", "is '" + mode + "'; expected client or cluster");
      return "client";
    }
    return mode;
  }

  private Path below(String path) {
    return home == null ? null : home.resolve(path);
  }
}
