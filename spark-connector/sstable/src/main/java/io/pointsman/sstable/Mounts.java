package io.pointsman.sstable;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where objects appear as files: {@code /pointsman-mounts/<scan>/<sstable>/<file>}. Every scan has
 * its own, so that scans of several stores, and of SSTables with the same name, do not meet.
 */
final class Mounts {
  static final String ROOT = "/pointsman-mounts";
  private static final Path ROOT_PATH = Path.of(ROOT);
  private static final int DIRECTORY_NAMES = 3;
  private static final int FILE_NAMES = 4;
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Map<String, Mount> MOUNTS = new ConcurrentHashMap<>();

  private Mounts() {}

  /** Makes a name for a mount and remembers it until {@link #remove}. */
  static String add(Mount mount) {
    String name = Long.toString(NEXT.incrementAndGet());
    MOUNTS.put(name, mount);
    return name;
  }

  static void remove(String name) {
    MOUNTS.remove(name);
  }

  static boolean isMounted(Path path) {
    return path.startsWith(ROOT_PATH);
  }

  static MountedFile file(Path path) throws NoSuchFileException {
    MountedFile file =
        path.getNameCount() == FILE_NAMES
            ? directory(path.getParent()).get(path.getFileName().toString())
            : null;
    if (file == null) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  static List<Path> list(Path path) throws NoSuchFileException {
    return directory(path).keySet().stream().sorted().map(path::resolve).toList();
  }

  private static Map<String, MountedFile> directory(Path path) throws NoSuchFileException {
    Mount mount =
        path.getNameCount() == DIRECTORY_NAMES ? MOUNTS.get(path.getName(1).toString()) : null;
    Map<String, MountedFile> files =
        mount == null ? null : mount.directory(path.getFileName().toString());
    if (files == null) {
      throw new NoSuchFileException(path.toString());
    }
    return files;
  }

  static BasicFileAttributes attributes(Path path) throws NoSuchFileException {
    if (path.getNameCount() == FILE_NAMES) {
      return new Attributes(file(path).size(), false);
    }
    if (path.getNameCount() == DIRECTORY_NAMES) {
      directory(path);
    }
    return new Attributes(0, true);
  }

  /** What is known of a mounted file or directory. */
  private record Attributes(long size, boolean isDirectory) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public FileTime lastAccessTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public FileTime creationTime() {
      return FileTime.fromMillis(0);
    }

    @Override
    public boolean isRegularFile() {
      return !isDirectory;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public Object fileKey() {
      return null;
    }
  }
}
