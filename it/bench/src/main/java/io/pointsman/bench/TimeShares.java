package io.pointsman.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the CPU time of some work goes, sampled by the JVM's flight recorder. */
final class TimeShares {
  /** What is done, told by the innermost frame that says so. */
  private record Kind(String name, List<String> prefixes) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "fetch",
              List.of(
                  "io.pointsman.backup.",
                  "io.pointsman.sstable.ObjectChannel",
                  "io.pointsman.sstable.ObjectSource",
                  "software.amazon.awssdk.",
                  "org.apache.iceberg.aws.",
                  "org.apache.hc.")),
          new Kind(
              "decompress",
              List.of(
                  "net.jpountz.",
                  "org.apache.cassandra.io.compress.",
                  "org.apache.cassandra.io.util.CompressedChunkReader",
                  "java.util.zip.CRC32",
                  "java.util.zip.Checksum")),
          new Kind(
              "merge",
              List.of(
                  "org.apache.cassandra.utils.MergeIterator",
                  "org.apache.cassandra.db.rows.UnfilteredRowIterators",
                  "org.apache.cassandra.db.rows.Row$Merger",
                  "org.apache.cassandra.db.rows.Cells",
                  "org.apache.cassandra.db.transform.",
                  "org.apache.cassandra.db.partitions.",
                  "io.pointsman.sstable.MergedRows")),
          new Kind("decode", List.of("io.pointsman.source.")),
          new Kind(
              "write",
              List.of("org.apache.parquet.", "org.apache.iceberg.", "com.github.luben.zstd")),
          new Kind("parse", List.of("org.apache.cassandra.", "io.pointsman.sstable.")),
          new Kind("Spark", List.of("org.apache.spark.")));

  private TimeShares() {}

  /** Runs the work and says where its time went; work that fails is not told about. */
  static Map<String, Double> of(Repetition work) throws Exception {
    Path file = Files.createTempFile("pointsman-bench-", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(10));
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
      return shares(file);
    } finally {
      Files.delete(file);
    }
  }

  private static Map<String, Double> shares(Path file) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    int all = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        String kind = kind(recording.readEvent());
        if (kind != null) {
          counts.merge(kind, 1, Integer::sum);
          all++;
        }
      }
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String name : Stream.concat(KINDS.stream().map(Kind::name), Stream.of("other")).toList()) {
      if (counts.containsKey(name)) {
        shares.put(name, Math.round(1000.0 * counts.get(name) / all) / 1000.0);
      }
    }
    return shares;
  }

  /** What a sample shows, or null when its thread only waits. */
  private static String kind(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return null;
    }
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    if (event.getEventType().getName().equals("jdk.NativeMethodSample")
        && frames.stream()
            .noneMatch(frame -> frame.getMethod().getType().getName().startsWith("net.jpountz."))) {
      return null;
    }
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      for (Kind kind : KINDS) {
        if (kind.prefixes().stream().anyMatch(type::startsWith)) {
          return kind.name();
        }
      }
    }
    return "other";
  }
}
