package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ComponentContent;
import io.pointsman.backup.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An SSTable's components in a temporary directory of their own, deleted when it is closed. */
final class LocalSSTable implements Closeable {
  /** The backup must not choose where a file lies. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_+][A-Za-z0-9_.+-]*");

  private final Path directory;
  private long bytes;

  private LocalSSTable(Path directory) {
    this.directory = directory;
  }

  /** Downloads every component; what was downloaded so far is deleted when one fails. */
  static LocalSSTable download(ObjectStore store, Backup.SSTable sstable) throws IOException {
    LocalSSTable local = new LocalSSTable(Files.createTempDirectory("pointsman-sstable-"));
    try {
      for (Backup.Component component : sstable.components()) {
        local.fetch(store, component);
      }
      return local;
    } catch (IOException | RuntimeException e) {
      local.close();
      throw e;
    }
  }

  Path directory() {
    return directory;
  }

  /** Bytes that were downloaded, as they are stored. */
  long bytes() {
    return bytes;
  }

  private void fetch(ObjectStore store, Backup.Component component) throws IOException {
    if (!FILE_NAME.matcher(component.fileName()).matches()) {
      throw new IOException(
          "Object s3://%s/%s is no SSTable component: its file name does not match %s"
              .formatted(store.bucket(), component.key(), FILE_NAME.pattern()));
    }
    try (OutputStream out = Files.newOutputStream(directory.resolve(component.fileName()))) {
      ComponentContent.copy(store, component, out);
      bytes += component.size();
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
