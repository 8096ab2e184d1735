package io.pointsman.it.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The batches that a run has played, a line each, so that the same command goes on after the last
 * whole one.
 *
 * @param file named after what is played
 */
record FuzzState(Path file) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static FuzzState of(Path folder, FuzzSettings settings) throws IOException {
    Files.createDirectories(folder);
    return new FuzzState(folder.resolve(settings.name() + ".jsonl"));
  }

  /** Those that were played, as far as the run has them in the same size; a cut line is none. */
  List<BatchResult> played(FuzzSettings settings) throws IOException {
    List<BatchResult> results = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.endsWith("}")) {
          BatchResult result = MAPPER.readValue(line, BatchResult.class);
          if (result.number() < settings.batches()
              && result.histories() + result.disturbed() == settings.historiesOf(result.number())) {
            results.add(result);
          }
        }
      }
    }
    results.sort(Comparator.comparing(BatchResult::number));
    return results;
  }

  void add(BatchResult result) throws IOException {
    Files.writeString(
        file,
        "\n" + MAPPER.writeValueAsString(result),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  void forget() throws IOException {
    Files.deleteIfExists(file);
  }
}
