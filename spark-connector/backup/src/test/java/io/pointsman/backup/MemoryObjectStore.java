package io.pointsman.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A bucket in memory, which counts its requests. */
public final class MemoryObjectStore implements ObjectStore {
  private record Stored(byte[] content, long lastModifiedMillis) {}

  private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicInteger heads = new AtomicInteger();
  private final AtomicInteger lists = new AtomicInteger();
  private final Clock clock;
  private volatile boolean down;
  private volatile boolean overwrites;
  private volatile Runnable beforeReads = () -> {};

  public MemoryObjectStore() {
    this(Clock.systemUTC());
  }

  /** A bucket whose objects were modified when this clock says. */
  public MemoryObjectStore(Clock clock) {
    this.clock = clock;
  }

  /** Whether objects cannot be read from now on. */
  public void setDown(boolean now) {
    down = now;
  }

  /** Writes what was to be written only if absent over what is there, as a store may not. */
  public void ignoreConditions() {
    overwrites = true;
  }

  /** Does something before each read of an object from now on. */
  public void beforeReads(Runnable something) {
    beforeReads = something;
  }

  @Override
  public String bucket() {
    return "memory";
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    lists.incrementAndGet();
    objects.tailMap(prefix).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .forEach(entry -> each.accept(listed(entry)));
  }

  private static Listed listed(Map.Entry<String, Stored> entry) {
    Stored stored = entry.getValue();
    String etag = "\"" + Integer.toHexString(Arrays.hashCode(stored.content())) + "\"";
    return new Listed(entry.getKey(), stored.content().length, etag, stored.lastModifiedMillis());
  }

  @Override
  public List<String> listFolders(String prefix) {
    lists.incrementAndGet();
    return objects.keySet().stream()
        .filter(key -> key.startsWith(prefix) && key.indexOf('/', prefix.length()) >= 0)
        .map(key -> key.substring(0, key.indexOf('/', prefix.length()) + 1))
        .distinct()
        .toList();
  }

  @Override
  public Optional<Listed> head(String key) {
    heads.incrementAndGet();
    Stored stored = objects.get(key);
    return Optional.ofNullable(stored).map(found -> listed(Map.entry(key, found)));
  }

  @Override
  public void read(String key, long position, byte[] target, int offset, int length)
      throws IOException {
    reads.incrementAndGet();
    bytesRead.addAndGet(length);
    byte[] content = content(key);
    if (position + length > content.length) {
      throw new StoreException("Range beyond the end of s3://memory/" + key, 416, null);
    }
    System.arraycopy(content, (int) position, target, offset, length);
  }

  @Override
  public byte[] readAll(String key, long maxBytes) throws IOException {
    reads.incrementAndGet();
    byte[] content = content(key);
    bytesRead.addAndGet(content.length);
    if (content.length > maxBytes) {
      throw new StoreException(
          "s3://memory/" + key + " has " + content.length + " bytes, at most " + maxBytes, 0, null);
    }
    return content.clone();
  }

  private byte[] content(String key) throws IOException {
    beforeReads.run();
    if (down) {
      throw new IOException("The store does not answer");
    }
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new NoSuchFileException("s3://memory/" + key);
    }
    return stored.content();
  }

  @Override
  public void put(String key, byte[] content) {
    objects.put(key, new Stored(content.clone(), clock.millis()));
  }

  /** Puts an object with a time of its own. */
  public void put(String key, byte[] content, long lastModifiedMillis) {
    objects.put(key, new Stored(content.clone(), lastModifiedMillis));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) {
    Stored stored = new Stored(content.clone(), clock.millis());
    if (overwrites) {
      objects.put(key, stored);
      return true;
    }
    return objects.putIfAbsent(key, stored) == null;
  }

  @Override
  public void upload(String key, Path file) throws IOException {
    put(key, Files.readAllBytes(file));
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }

  /** Turns one bit of an object over. */
  public void damage(String key, long position) throws IOException {
    byte[] content = content(key).clone();
    content[(int) position] ^= 0x10;
    put(key, content);
  }

  /** Cuts an object off. */
  public void truncate(String key, int length) throws IOException {
    put(key, Arrays.copyOf(content(key), length));
  }

  public int reads() {
    return reads.get();
  }

  /** Bytes that were read, over all requests. */
  public long bytesRead() {
    return bytesRead.get();
  }

  public int heads() {
    return heads.get();
  }

  public int lists() {
    return lists.get();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
