package io.pointsman.backup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A bucket that was copied to a directory, of this machine or one that every machine mounts: an
 * object is the file at its key.
 */
final class DirectoryObjectStore implements ObjectStore {
  private static final String UNFINISHED = ".unfinished-";

  private final Path root;
  private final String bucket;

  /**
   * @param root the bucket's directory, absolute
   */
  DirectoryObjectStore(Path root, String bucket) {
    this.root = root.normalize();
    this.bucket = bucket;
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) throws IOException {
    // A prefix may end in the middle of a name; the directory above that is where to look.
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    Path from = folder.isEmpty() ? root : file(folder.substring(0, folder.length() - 1));
    if (!Files.isDirectory(from)) {
      return;
    }
    List<Listed> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = key(file);
        if (key.startsWith(prefix) && !file.getFileName().toString().startsWith(UNFINISHED)) {
          found.add(listed(key, file));
        }
      }
    }
    found.sort(Comparator.comparing(Listed::key));
    found.forEach(each);
  }

  @Override
  public List<String> listFolders(String prefix) throws IOException {
    Path folder = prefix.isEmpty() ? root : file(prefix.substring(0, prefix.length() - 1));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> prefix + child.getFileName() + "/")
          .sorted()
          .toList();
    }
  }

  @Override
  public Optional<Listed> head(String key) throws IOException {
    Path file = file(key);
    return Files.isRegularFile(file) ? Optional.of(listed(key, file)) : Optional.empty();
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(target, offset, length);
    try (FileChannel file = open(key)) {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, position + bytes.position() - offset) < 0) {
          throw new EOFException(name(key) + " ends before byte " + (position + length));
        }
      }
    }
  }

  @Override
  public Optional<FileChannel> openFile(String key) throws IOException {
    return Optional.of(open(key));
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    try (FileChannel file = open(key)) {
      if (file.size() > maxBytes) {
        throw new StoreException(
            name(key) + " has " + file.size() + " bytes, at most " + maxBytes, 0, null);
      }
      byte[] content = new byte[(int) file.size()];
      read(key, 0, content, 0, content.length);
      return content;
    }
  }

  private FileChannel open(String key) throws IOException {
    try {
      return FileChannel.open(file(key));
    } catch (NoSuchFileException e) {
      NoSuchFileException named = new NoSuchFileException(name(key));
      named.initCause(e);
      throw named;
    }
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    Files.move(
        unfinished(key, content),
        file(key),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) throws IOException {
    Path unfinished = unfinished(key, content);
    try {
      Files.createLink(file(key), unfinished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(unfinished);
    }
  }

  private Path unfinished(String key, byte[] content) throws IOException {
    Path folder = Files.createDirectories(file(key).getParent());
    return Files.write(Files.createTempFile(folder, UNFINISHED, null), content);
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    Files.createDirectories(file(key).getParent());
    Files.copy(file, file(key), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String key) throws IOException {
    Files.deleteIfExists(file(key));
  }

  /** A key that leads out of the directory names nothing in it. */
  private Path file(String key) throws NoSuchFileException {
    try {
      Path file = root.resolve(key).normalize();
      if (file.startsWith(root)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // No file has such a name.
    }
    throw new NoSuchFileException(name(key));
  }

  private String key(Path file) {
    return root.relativize(file).toString();
  }

  private String name(String key) {
    return "s3://" + bucket + "/" + key + " in " + root;
  }

  private static Listed listed(String key, Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
    long modified = attributes.lastModifiedTime().toMillis();
    String etag =
        "\"" + Long.toHexString(attributes.size()) + "-" + Long.toHexString(modified) + "\"";
    return new Listed(key, attributes.size(), etag, modified);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
