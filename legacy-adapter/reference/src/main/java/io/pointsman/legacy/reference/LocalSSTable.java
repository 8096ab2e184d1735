package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An SSTable's components in a temporary directory of their own, to be read by the keys that they
 * had in their bucket. Closing deletes them.
 */
final class LocalSSTable implements ObjectStore {
  private static final int CHUNK = 8 << 20;

  private final String bucket;
  private final Path directory;
  private final Map<String, Path> files = new HashMap<>();
  private long bytes;

  private LocalSSTable(String bucket, Path directory) {
    this.bucket = bucket;
    this.directory = directory;
  }

  /** Downloads every component; what was downloaded so far is deleted when one fails. */
  static LocalSSTable download(ObjectStore store, Backup.SSTable sstable) throws IOException {
    LocalSSTable local =
        new LocalSSTable(
            store.bucket(), Files.createTempDirectory("pointsman-" + sstable.descriptor() + "-"));
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

  /** Bytes that were downloaded. */
  long bytes() {
    return bytes;
  }

  private void fetch(ObjectStore store, Backup.Component component) throws IOException {
    // A name of our own: the backup's must not choose where a file lies.
    Path file = directory.resolve(Integer.toString(files.size()));
    byte[] chunk = new byte[(int) Math.min(CHUNK, component.size())];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long at = 0; at < component.size(); at += chunk.length) {
        int length = (int) Math.min(chunk.length, component.size() - at);
        store.read(component.key(), at, chunk, 0, length);
        out.write(chunk, 0, length);
        bytes += length;
      }
    }
    files.put(component.key(), file);
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    try (FileChannel file = FileChannel.open(file(key), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
      while (buffer.hasRemaining()) {
        if (file.read(buffer, position + buffer.position() - offset) < 0) {
          throw new IOException(
              "Object " + key + " of bucket " + bucket + " ends before byte " + (position + length));
        }
      }
    }
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    Path file = file(key);
    if (Files.size(file) > maxBytes) {
      throw new IOException(
          "Object %s of bucket %s has more than %d bytes".formatted(key, bucket, maxBytes));
    }
    return Files.readAllBytes(file);
  }

  @Override
  public Optional<Listed> head(String key) throws IOException {
    Path file = files.get(key);
    return file == null
        ? Optional.empty()
        : Optional.of(new Listed(key, Files.size(file), null, 0));
  }

  private Path file(String key) throws NoSuchFileException {
    Path file = files.get(key);
    if (file == null) {
      throw new NoSuchFileException("s3://" + bucket + "/" + key);
    }
    return file;
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    throw readOnly();
  }

  @Override
  public List<String> listFolders(String prefix) {
    throw readOnly();
  }

  @Override
  public void put(String key, byte[] content) {
    throw readOnly();
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) {
    throw readOnly();
  }

  @Override
  public void upload(String key, Path file) {
    throw readOnly();
  }

  @Override
  public void delete(String key) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("A downloaded SSTable is read by its keys only");
  }

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot delete " + directory, e);
    }
  }
}
