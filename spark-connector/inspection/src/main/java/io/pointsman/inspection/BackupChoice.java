package io.pointsman.inspection;

import io.pointsman.backup.BackupReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

/** Which backup a command is about. */
final class BackupChoice {
  @Option(names = "--backup", paramLabel = "ID", description = "the newest one unless said")
  private String id;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "the newest one at or before it, as 2026-01-31T23:59:59Z")
  private Instant asOf;

  /** The id that was asked for, or the newest one's. */
  String id(BackupReader reader) throws IOException {
    if (id != null) {
      return id;
    }
    List<BackupReader.Summary> all =
        reader.list().stream()
            .filter(each -> asOf == null || !each.takenAt().isAfter(asOf))
            .toList();
    return all.stream()
        .filter(BackupReader.Summary::allNodesFinished)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(BackupReader.Summary::id)
        .orElseThrow(
            () ->
                new NoSuchFileException(
                    "the backup", null, "there is none" + (asOf == null ? "" : " so early")));
  }
}
