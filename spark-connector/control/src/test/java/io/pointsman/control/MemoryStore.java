package io.pointsman.control;

import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A bucket that lives as long as a test. */
final class MemoryStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private volatile boolean down;

  /** Whether reads fail from now on. */
  void setDown(boolean now) {
    down = now;
  }

  @Override
  public String bucket() {
    return "memory";
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    objects
        .tailMap(prefix)
        .forEach(
            (key, content) -> {
              if (key.startsWith(prefix)) {
                each.accept(new Listed(key, content.length, null, 0));
              }
            });
  }

  @Override
  public List<String> listFolders(String prefix) {
    return objects.keySet().stream()
        .filter(key -> key.startsWith(prefix) && key.indexOf('/', prefix.length()) > 0)
        .map(key -> key.substring(0, key.indexOf('/', prefix.length()) + 1))
        .distinct()
        .toList();
  }

  @Override
  public Optional<Listed> head(String key) {
    return Optional.ofNullable(objects.get(key))
        .map(content -> new Listed(key, content.length, null, 0));
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    System.arraycopy(readAll(key, Long.MAX_VALUE), (int) position, target, offset, length);
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    if (down) {
      throw new IOException("The store does not answer");
    }
    byte[] content = objects.get(key);
    if (content == null) {
      throw new NoSuchFileException(key);
    }
    return content;
  }

  @Override
  public void put(String key, byte[] content) {
    objects.put(key, content);
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) {
    return objects.putIfAbsent(key, content) == null;
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    put(key, Files.readAllBytes(file));
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  @Override
  public void close() {}
}
