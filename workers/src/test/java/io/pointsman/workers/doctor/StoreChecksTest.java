package io.pointsman.workers.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.StoreUri;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StoreChecksTest {
  private static final StoreUri URI = new StoreUri("bucket", "control");

  @Test
  void aStoreThatWritesOnlyIfAbsentPassesAndNothingIsLeft() throws IOException {
    SmallStore store = new SmallStore(true);
    Check check = StoreChecks.control(store, URI);
    assertThat(check.ok()).as(check.message()).isTrue();
    assertThat(check.unit()).isEqualTo("ms");
    assertThat(store.objects).isEmpty();
  }

  @Test
  void aStoreThatIgnoresTheConditionIsFoundOut() throws IOException {
    SmallStore store = new SmallStore(false);
    Check check = StoreChecks.control(store, URI);
    assertThat(check.ok()).isFalse();
    assertThat(check.message())
        .contains("second writer", "two drivers", "did not give back", "To do:");
    assertThat(store.objects).isEmpty();
  }

  /** A bucket in memory. */
  private static final class SmallStore implements ObjectStore {
    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private final boolean honoursConditions;

    private SmallStore(boolean honoursConditions) {
      this.honoursConditions = honoursConditions;
    }

    @Override
    public String bucket() {
      return "bucket";
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
      objects.forEach(
          (key, content) -> {
            if (key.startsWith(prefix)) {
              each.accept(new Listed(key, content.length, null, 0));
            }
          });
    }

    @Override
    public List<String> listFolders(String prefix) {
      return List.of();
    }

    @Override
    public Optional<Listed> head(String key) {
      return Optional.ofNullable(objects.get(key))
          .map(content -> new Listed(key, content.length, null, 0));
    }

    @Override
    public void read(String key, long position, byte[] target, int offset, int length) {
      System.arraycopy(objects.get(key), (int) position, target, offset, length);
    }

    @Override
    public byte[] readAll(String key, long maxBytes) throws IOException {
      if (!objects.containsKey(key)) {
        throw new NoSuchFileException(key);
      }
      return objects.get(key);
    }

    @Override
    public void put(String key, byte[] content) {
      objects.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
      if (honoursConditions && objects.containsKey(key)) {
        return false;
      }
      put(key, content);
      return true;
    }

    @Override
    public void upload(String key, Path file) {
      throw new UnsupportedOperationException("Not needed here");
    }

    @Override
    public void delete(String key) {
      objects.remove(key);
    }

    @Override
    public void close() {}
  }
}
