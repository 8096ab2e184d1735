package io.pointsman.registry.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/metrics.md says there is. */
public final class DocumentedMetrics {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|histogram) \\|([^|]*)\\|.*");

  private DocumentedMetrics() {}

  /**
   * A row of the page.
   *
   * @param type counter, gauge or histogram
   * @param labels in their order
   */
  public record Documented(String type, List<String> labels) {}

  /** By name, of the part of the page below a heading. */
  public static Map<String, Documented> below(String heading) {
    Map<String, Documented> found = new TreeMap<>();
    boolean within = false;
    for (String line : lines(repository().resolve("docs/metrics.md"))) {
      if (line.startsWith("## ")) {
        within = line.equals("## " + heading);
      }
      Matcher row = ROW.matcher(line);
      if (within && row.matches()) {
        String labels = row.group(3).replace("`", "").strip();
        found.put(
            row.group(1),
            new Documented(
                row.group(2),
                labels.isEmpty()
                    ? List.of()
                    : Arrays.stream(labels.split(",")).map(String::strip).toList()));
      }
    }
    return found;
  }

  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/metrics.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
