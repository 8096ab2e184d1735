package io.pointsman.it.chaos;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.S3Server;
import io.pointsman.it.StackPaths;
import io.pointsman.it.truth.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A {@link TableReader} in a process of its own, with Spark's libraries but without Spark. */
final class Reader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration READS_LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 100;

  private final Path folder;
  private final ChildProcess process;
  private final Set<String> watched = new TreeSet<>();

  private Reader(Path folder, ChildProcess process) {
    this.folder = folder;
    this.process = process;
  }

  static Reader start(
      StackPaths paths, Path folder, Map<String, Map<String, String>> catalogs, S3Server s3)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve("catalogs.json").toFile(), catalogs);
    Files.writeString(folder.resolve("watched.json"), "[]");
    String classPath =
        String.join(
            ":",
            paths.jar("it/truth").toString(),
            paths.jar("spark-connector/backup").toString(),
            paths.jar("decider").toString(),
            paths.sparkHome().resolve("jars") + "/*");
    ChildProcess process =
        ChildProcess.start(
            JavaProgram.ofMain(paths, "reader", classPath, TableReader.class.getName())
                .withJvmOptions("-Xmx300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .withEnvironment(s3.environment())
                .withArguments(folder.toString()),
            folder.resolve("reader.log"));
    Reader reader = new Reader(folder, process);
    process.awaitReady(
        START_LIMIT, () -> Files.exists(folder.resolve("reads.json")), sentence -> {});
    return reader;
  }

  /** Begins to read a table, and waits until it was read once. */
  void watch(String table) throws IOException, InterruptedException {
    watched.add(table);
    tell();
    awaitReads(table, 1);
  }

  /** Reads it no more. */
  void forget(String table) throws IOException {
    watched.remove(table);
    tell();
  }

  private void tell() throws IOException {
    Path unfinished = folder.resolve("watched.json.unfinished");
    JSON.writeValue(unfinished.toFile(), watched);
    Files.move(
        unfinished,
        folder.resolve("watched.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits for so many more whole reads of a table than there are now. */
  void awaitReads(String table, int more) throws IOException, InterruptedException {
    long from = reads(table).whole();
    long until = System.nanoTime() + READS_LIMIT.toNanos();
    while (reads(table).whole() < from + more) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IOException(
            "The reader has not read "
                + table
                + " "
                + more
                + " times within "
                + READS_LIMIT.toSeconds()
                + " s: "
                + reads(table)
                + "; its log: "
                + process.log());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** How often a table was read. */
  TableReader.Reads reads(String table) throws IOException {
    return JSON.readValue(
            folder.resolve("reads.json").toFile(),
            new TypeReference<Map<String, TableReader.Reads>>() {})
        .getOrDefault(table, new TableReader.Reads(0, 0, null));
  }

  /** Each view of a table that differed from the one before, oldest first. */
  List<TableReader.View> views(String table) throws IOException {
    List<TableReader.View> views = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("views.jsonl"))) {
      TableReader.View view = JSON.readValue(line, TableReader.View.class);
      if (view.table().equals(table)) {
        views.add(view);
      }
    }
    return views;
  }

  @Override
  public void close() {
    process.close();
  }
}
