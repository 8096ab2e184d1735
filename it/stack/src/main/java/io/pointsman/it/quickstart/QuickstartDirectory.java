package io.pointsman.it.quickstart;

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
 * The folder of one quick start, held by a lock while it runs. An earlier quick start's content is
 * deleted; anything else's is refused.
 */
final class QuickstartDirectory implements AutoCloseable {
  private static final String MARKER = "pointsman-quickstart.lock";

  private final Path dir;
  private final FileChannel channel;
  private final FileLock lock;

  private QuickstartDirectory(Path dir, FileChannel channel, FileLock lock) {
    this.dir = dir;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the folder and empties it.
   *
   * @throws IllegalArgumentException when it holds something else, or another quick start runs in
   *     it
   */
  static QuickstartDirectory take(Path dir) throws IOException {
    Path marker = dir.resolve(MARKER);
    if (Files.exists(dir) && !Files.exists(marker)) {
      try (Stream<Path> content = Files.list(dir)) {
        if (content.findAny().isPresent()) {
          throw new IllegalArgumentException(
              dir
                  + " is not empty and not a quick start's folder; name another one with --dir, or"
                  + " empty it yourself");
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
          "Another quick start runs in " + dir + "; end it, or name another folder with --dir");
    }
    try (Stream<Path> content = Files.walk(dir)) {
      content
          .sorted(Comparator.reverseOrder())
          .filter(path -> !path.equals(dir) && !path.equals(marker))
          .forEach(QuickstartDirectory::delete);
    }
    return new QuickstartDirectory(dir, channel, lock);
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return dir;
  }

  Path resolve(String name) {
    return dir.resolve(name);
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
