package io.pointsman.sstable;

import static io.pointsman.sstable.RoutedFileSystem.unwrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Routes each operation by its path. Mounted objects are never changed: Cassandra deletes what it
 * cannot read, and a backup is not its to delete.
 */
final class RoutedProvider extends FileSystemProvider {
  private static final Set<StandardOpenOption> WRITES =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.DELETE_ON_CLOSE);

  private final RoutedFileSystem fileSystem;
  private final FileSystemProvider local;

  RoutedProvider(RoutedFileSystem fileSystem, FileSystemProvider local) {
    this.fileSystem = fileSystem;
    this.local = local;
  }

  @Override
  public String getScheme() {
    return "pointsman";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("There is one such file system, and it exists");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return fileSystem.wrap(local.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path target = unwrap(path);
    if (!Mounts.isMounted(target)) {
      return local.newFileChannel(target, options, attributes);
    }
    if (options.stream().anyMatch(WRITES::contains)) {
      throw new ReadOnlyFileSystemException();
    }
    return Mounts.file(target).open();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path target = unwrap(path);
    return Mounts.isMounted(target)
        ? newFileChannel(path, options, attributes)
        : local.newByteChannel(target, options, attributes);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    Path target = unwrap(path);
    return Mounts.isMounted(target)
        ? Channels.newInputStream(newFileChannel(path, Set.of(options)))
        : local.newInputStream(target, options);
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    return local.newOutputStream(writable(path), options);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Path target = unwrap(directory);
    if (Mounts.isMounted(target)) {
      List<Path> files = Mounts.list(target).stream().map(fileSystem::wrap).toList();
      return new RoutedDirectory(files.iterator(), () -> {});
    }
    DirectoryStream<Path> entries =
        local.newDirectoryStream(target, entry -> filter.accept(fileSystem.wrap(entry)));
    Iterator<Path> inner = entries.iterator();
    Iterator<Path> wrapped =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return inner.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.wrap(inner.next());
          }
        };
    return new RoutedDirectory(wrapped, entries);
  }

  private record RoutedDirectory(Iterator<Path> iterator, java.io.Closeable source)
      implements DirectoryStream<Path> {
    @Override
    public void close() throws IOException {
      source.close();
    }
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    local.createDirectory(writable(directory), attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    local.createSymbolicLink(writable(link), unwrap(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    local.createLink(writable(link), writable(existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return fileSystem.wrap(local.readSymbolicLink(unwrap(link)));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path target = unwrap(path);
    // A summary that cannot be read is deleted, to be made anew: the second is all that is needed.
    if (!Mounts.isMounted(target)) {
      local.delete(target);
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    local.copy(writable(source), writable(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    local.move(writable(source), writable(target), options);
  }

  private static Path writable(Path path) {
    Path target = unwrap(path);
    if (Mounts.isMounted(target)) {
      throw new ReadOnlyFileSystemException();
    }
    return target;
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    Path first = unwrap(one);
    Path second = unwrap(other);
    return Mounts.isMounted(first) || Mounts.isMounted(second)
        ? first.equals(second)
        : local.isSameFile(first, second);
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    Path target = unwrap(path);
    return !Mounts.isMounted(target) && local.isHidden(target);
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return local.getFileStore(writable(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path target = unwrap(path);
    if (!Mounts.isMounted(target)) {
      local.checkAccess(target, modes);
      return;
    }
    Mounts.attributes(target);
    for (AccessMode mode : modes) {
      if (mode != AccessMode.READ) {
        throw new AccessDeniedException(target.toString());
      }
    }
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    Path target = unwrap(path);
    return Mounts.isMounted(target) ? null : local.getFileAttributeView(target, type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Path target = unwrap(path);
    return Mounts.isMounted(target)
        ? type.cast(Mounts.attributes(target))
        : local.readAttributes(target, type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    Path target = unwrap(path);
    if (!Mounts.isMounted(target)) {
      return local.readAttributes(target, attributes, options);
    }
    BasicFileAttributes basic = Mounts.attributes(target);
    return Map.of("size", basic.size(), "lastModifiedTime", basic.lastModifiedTime());
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    local.setAttribute(writable(path), attribute, value, options);
  }
}
