package io.pointsman.sstable;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file system that Cassandra's readers see. Cassandra knows one for the whole class loader, so
 * this one routes: what lies below {@link Mounts#ROOT} is read from an object store, everything
 * else is the machine's own.
 */
final class RoutedFileSystem extends FileSystem {
  private final FileSystem local;
  private final RoutedProvider provider;

  RoutedFileSystem(FileSystem local) {
    this.local = local;
    this.provider = new RoutedProvider(this, local.provider());
  }

  Path wrap(Path path) {
    return path == null || path instanceof RoutedPath ? path : new RoutedPath(this, path);
  }

  static Path unwrap(Path path) {
    return path instanceof RoutedPath routed ? routed.local() : path;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(local.getPath(first, more));
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("The file system lasts as long as the class loader");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return local.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return local.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    List<Path> roots = new ArrayList<>();
    local.getRootDirectories().forEach(root -> roots.add(wrap(root)));
    return roots;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return local.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return local.supportedFileAttributeViews();
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = local.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return local.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    return local.newWatchService();
  }
}
