package io.pointsman.sstable;

import static io.pointsman.sstable.RoutedFileSystem.unwrap;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** A path of {@link RoutedFileSystem}: the machine's own path, whatever it leads to. */
final class RoutedPath implements Path {
  private final RoutedFileSystem fileSystem;
  private final Path local;

  RoutedPath(RoutedFileSystem fileSystem, Path local) {
    this.fileSystem = fileSystem;
    this.local = local;
  }

  Path local() {
    return local;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return local.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return fileSystem.wrap(local.getRoot());
  }

  @Override
  public Path getFileName() {
    return fileSystem.wrap(local.getFileName());
  }

  @Override
  public Path getParent() {
    return fileSystem.wrap(local.getParent());
  }

  @Override
  public int getNameCount() {
    return local.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return fileSystem.wrap(local.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return fileSystem.wrap(local.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return local.startsWith(unwrap(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return local.endsWith(unwrap(other));
  }

  @Override
  public Path normalize() {
    return fileSystem.wrap(local.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return fileSystem.wrap(local.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return fileSystem.wrap(local.relativize(unwrap(other)));
  }

  @Override
  public URI toUri() {
    return local.toUri();
  }

  @Override
  public File toFile() {
    return local.toFile();
  }

  @Override
  public Path toAbsolutePath() {
    return fileSystem.wrap(local.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return Mounts.isMounted(local) ? this : fileSystem.wrap(local.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return local.register(watcher, events, modifiers);
  }

  @Override
  public int compareTo(Path other) {
    return local.compareTo(unwrap(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutedPath path && path.local.equals(local);
  }

  @Override
  public int hashCode() {
    return local.hashCode();
  }

  @Override
  public String toString() {
    return local.toString();
  }
}
