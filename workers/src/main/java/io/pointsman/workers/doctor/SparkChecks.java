package io.pointsman.workers.doctor;

import io.pointsman.control.SparkSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SPARK_HOME, and the jars that are submitted with it. */
final class SparkChecks {
  private static final Pattern VERSION = Pattern.compile("version (\\S+)");
  private static final int SECONDS = 90;

  private SparkChecks() {}

  /** Whether {@code spark-submit --version} says a version, and the job's jars are there. */
  static Check home(String name, SparkSettings settings) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Path submit = settings.sparkHome().resolve("bin/spark-submit");
    Path said = Files.createTempFile("pointsman-doctor", ".txt");
    try {
      Process process =
          new ProcessBuilder(submit.toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return failed(name, submit + " --version says nothing for " + SECONDS + " s");
      }
      String text = Files.readString(said, StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(text);
      if (process.exitValue() != 0 || !version.find()) {
        return failed(
            name,
            submit
                + " --version ended with "
                + process.exitValue()
                + ": "
                + text.strip().lines().reduce((first, last) -> last).orElse("it said nothing"));
      }
      List<String> missing = missing(settings);
      return missing.isEmpty()
          ? Check.of(
              name,
              true,
              (System.nanoTime() - begun) / 1_000_000,
              "ms",
              "Spark "
                  + version.group(1)
                  + " at "
                  + settings.sparkHome()
                  + ", master "
                  + settings.master())
          : failed(name, "these jars are not there: " + String.join(", ", missing));
    } finally {
      Files.delete(said);
    }
  }

  /** Only what is a path of this host can be looked for. */
  private static List<String> missing(SparkSettings settings) {
    List<String> missing = new ArrayList<>();
    List<String> jars = new ArrayList<>(settings.jars());
    jars.add(settings.appResource());
    for (String jar : jars) {
      if (!jar.contains("://") && !Files.isReadable(Path.of(jar))) {
        missing.add(jar);
      }
    }
    return missing;
  }

  private static Check failed(String name, String message) {
    return Check.of(
        name,
        false,
        null,
        null,
        message + ". To do: set " + name + ".home to a SPARK_HOME, or build one with ./pointsman");
  }
}
