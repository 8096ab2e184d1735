package io.pointsman.it.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of one command's run, held by a lock while it runs. What an earlier run of the same
 * command left is deleted; anything else's is refused.
 */
public final class WorkDirectory implements AutoCloseable {
  private final Path dir;
  private final FileChannel channel;
  private final FileLock lock;

  private WorkDirectory(Path dir, FileChannel channel, FileLock lock) {
    this.dir = dir;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder and empties it.
   *
   * @param command such as {@code quickstart}
   * @throws IllegalArgumentException when it holds something else, or the same command runs in it
   */
  public static WorkDirectory take(Path dir, String command) throws IOException {
    Path marker = dir.resolve("pointsman-" + command + ".lock");
    if (Files.exists(dir) && !Files.exists(marker)) {
      try (Stream<Path> content = Files.list(dir)) {
        if (content.findAny().isPresent()) {
          throw new IllegalArgumentException(
              dir
                  + " is not empty and not a folder of '"
                  + command
                  + "'; name another one with --dir, or empty it yourself");
        }
      }
    }
    Files.createDirectories(dir);
    FileChannel channel =
        FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IllegalArgumentException(
          "Another '"
              + command
              + "' runs in "
              + dir
              + "; end it, or name another folder with --dir");
    }
    try (Stream<Path> content = Files.walk(dir)) {
      content
          .sorted(Comparator.reverseOrder())
          .filter(path -> !path.equals(dir) && !path.equals(marker))
          .forEach(WorkDirectory::delete);
    }
    return new WorkDirectory(dir, channel, lock);
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return dir;
  }

  public Path resolve(String name) {
    return dir.resolve(name);
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
