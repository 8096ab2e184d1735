package io.pointsman.workers.run;

import io.pointsman.backup.ObjectStore;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** A bucket that is a map; everything in it was put there just now. */
final class MemoryStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  private final Clock clock;

  MemoryStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String bucket() {
    return "memory";
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    objects.tailMap(prefix).entrySet().stream()
        .takeWhile(object -> object.getKey().startsWith(prefix))
        .forEach(
            object ->
                each.accept(
                    new Listed(object.getKey(), object.getValue().length, null, clock.millis())));
  }

  @Override
  public List<String> listFolders(String prefix) {
    return objects.tailMap(prefix).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .filter(key -> key.indexOf('/', prefix.length()) >= 0)
        .map(key -> key.substring(0, key.indexOf('/', prefix.length()) + 1))
        .distinct()
        .toList();
  }

  @Override
  public Optional<Listed> head(String key) {
    byte[] content = objects.get(key);
    return Optional.ofNullable(content)
        .map(bytes -> new Listed(key, bytes.length, null, clock.millis()));
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws NoSuchFileException {
    System.arraycopy(content(key), Math.toIntExact(position), target, offset, length);
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws NoSuchFileException {
    return content(key);
  }

  private byte[] content(String key) throws NoSuchFileException {
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
  public void upload(String key, Path file) {
    throw new UnsupportedOperationException("Nothing is uploaded here");
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  @Override
  public void close() {}
}
