package io.pointsman.control;

import io.pointsman.backup.StoreUri;
import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A driver's command line: {@code --control s3://bucket/prefix --key
 * <runId>/<execution>/<connector>/<attempt>} and, where the store needs them, {@code
 * --control-endpoint}, {@code --control-region}, {@code --control-path-style} and {@code
 * --control-credentials}.
 *
 * @param control where the job's records lie
 * @param key the job
 */
public record JobArguments(ControlLocation control, JobKey key) {
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

  /** As words of a command line. */
  public List<String> toList() {
    List<String> words = new ArrayList<>(control.arguments());
    words.addAll(List.of("--key", text(key)));
    return words;
  }

  /**
   * Reads a driver's command line.
   *
   * @throws IllegalArgumentException naming the argument that is missing, unknown or malformed
   */
  public static JobArguments parse(String... words) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      if (i + 1 == words.length) {
        throw new IllegalArgumentException("Argument " + words[i] + " has no value");
      }
      switch (words[i]) {
        case "--control",
            "--control-endpoint",
            "--control-region",
            "--control-path-style",
            "--control-credentials",
            "--key" ->
            values.put(words[i], words[i + 1]);
        default -> throw new IllegalArgumentException("Unknown argument " + words[i]);
      }
    }
    ControlLocation control =
        new ControlLocation(
            StoreUri.parse(required(values, "--control")),
            values.get("--control-endpoint"),
            values.get("--control-region"),
            Boolean.parseBoolean(values.get("--control-path-style")),
            values.get("--control-credentials"));
    return new JobArguments(control, key(required(values, "--key")));
  }

  /** The key as one word, {@code <runId>/<execution>/<connector>/<attempt>}. */
  static String text(JobKey key) {
    return key.runId() + "/" + key.execution() + "/" + key.connector() + "/" + key.attempt();
  }

  /**
   * Refuses a key that could not stand in a path or a file's name.
   *
   * @throws IllegalArgumentException saying which part
   */
  static JobKey check(JobKey key) {
    if (!RUN_ID.matcher(key.runId()).matches()) {
      throw new IllegalArgumentException("A run id matches " + RUN_ID.pattern());
    }
    if (key.execution() < 1 || key.attempt() < 1) {
      throw new IllegalArgumentException(
          "Execution and attempt begin at 1, not " + key.execution() + " and " + key.attempt());
    }
    return key;
  }

  private static JobKey key(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(
          "--key is '" + text + "', expected <runId>/<execution>/<connector>/<attempt>");
    }
    try {
      return check(
          new JobKey(
              parts[0],
              Integer.parseInt(parts[1]),
              Connector.valueOf(parts[2]),
              Integer.parseInt(parts[3])));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--key is '" + text + "': " + e.getMessage(), e);
    }
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("Argument " + name + " is missing");
    }
    return value;
  }
}
