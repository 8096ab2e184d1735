package io.pointsman.it.fuzz;

import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder of this machine, read as a bucket: a key is a path below it. What a node has just
 * snapshotted is read where it lies, by the code that reads buckets. Nothing is ever written.
 *
 * @param folder absolute
 */
record FolderStore(Path folder) implements ObjectStore {
  @Override
  public String bucket() {
    return folder.toString();
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> key(file).startsWith(prefix))
          .sorted((left, right) -> key(left).compareTo(key(right)))
          .forEach(file -> each.accept(listed(file)));
    }
  }

  @Override
  public List<String> listFolders(String prefix) throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve(prefix))) {
      return folders.filter(Files::isDirectory).map(path -> key(path) + "/").sorted().toList();
    }
  }

  @Override
  public Optional<Listed> head(String key) {
    Path file = folder.resolve(key);
    return Files.isRegularFile(file) ? Optional.of(listed(file)) : Optional.empty();
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
    try (FileChannel file = FileChannel.open(folder.resolve(key), StandardOpenOption.READ)) {
      long at = position;
      while (buffer.hasRemaining()) {
        int read = file.read(buffer, at);
        if (read < 0) {
          throw new IOException(folder.resolve(key) + " ends before byte " + (position + length));
        }
        at += read;
      }
    }
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    Path file = folder.resolve(key);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.size(file) > maxBytes) {
      throw new IOException(file + " is larger than " + maxBytes + " bytes");
    }
    return Files.readAllBytes(file);
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    throw readOnly(key);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) throws IOException {
    throw readOnly(key);
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    throw readOnly(key);
  }

  @Override
  public void delete(String key) throws IOException {
    throw readOnly(key);
  }

  private IOException readOnly(String key) {
    return new IOException(folder.resolve(key) + " is a node's own and is only read");
  }

  private String key(Path path) {
    return folder.relativize(path).toString();
  }

  private Listed listed(Path file) {
    try {
      return new Listed(
          key(file), Files.size(file), null, Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // There is nothing open between two reads.
  }
}
