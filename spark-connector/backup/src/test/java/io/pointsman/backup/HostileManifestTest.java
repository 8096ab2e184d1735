package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests come from a bucket that others write to. */
class HostileManifestTest {
  private static final String T = "t-" + MedusaFixture.ID;

  /** A bucket whose objects are as large as their listing claims. */
  private static final class HugeManifests implements ObjectStore {
    private static final byte[] SECTION =
        ("{\"keyspace\":\"x\",\"columnfamily\":\"y-" + MedusaFixture.ID + "\",\"objects\":[]},")
            .getBytes(StandardCharsets.UTF_8);

    private final MemoryObjectStore store;
    private final long claimed;
    private long read;

    HugeManifests(MemoryObjectStore store, long claimed) {
      this.store = store;
      this.claimed = claimed;
    }

    @Override
    public Optional<Listed> head(String key) {
      return store
          .head(key)
          .map(
              found ->
                  key.endsWith("manifest.json")
                      ? new Listed(key, claimed, found.etag(), found.lastModifiedMillis())
                      : found);
    }

    @Override
    public void read(String key, long position, byte[] target, int offset, int length) {
      // An endless list of sections of other tables.
      int at = 0;
      if (position == 0) {
        target[offset] = '[';
        at = 1;
      }
      while (at < length) {
        int from = (int) ((position + at - 1) % SECTION.length);
        int taken = Math.min(SECTION.length - from, length - at);
        System.arraycopy(SECTION, from, target, offset + at, taken);
        at += taken;
      }
      read += length;
    }

    @Override
    public String bucket() {
      return store.bucket();
    }

    @Override
    public void list(String prefix, java.util.function.Consumer<Listed> each) {
      store.list(prefix, each);
    }

    @Override
    public java.util.List<String> listFolders(String prefix) {
      return store.listFolders(prefix);
    }

    @Override
    public byte[] readAll(String key, long maxBytes) throws IOException {
      return store.readAll(key, maxBytes);
    }

    @Override
    public void put(String key, byte[] content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void upload(String key, java.nio.file.Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private final MemoryObjectStore store = new MemoryObjectStore();

  private MedusaFixture backup() throws IOException {
    return new MedusaFixture(store, "c", "b").full("node1", "ks", T, "nb-1-big").finish();
  }

  private Backup read(ObjectStore from) throws IOException {
    return BackupReaders.of("medusa", from, "c").read("b", "ks", "t");
  }

  @Test
  void tenGigabytesAreRefusedWithoutReadingThem() throws IOException {
    backup();
    HugeManifests huge = new HugeManifests(store, 10L << 30);

    assertThat(read(huge).incompleteBecause())
        .singleElement()
        .asString()
        .contains("it has 10737418240 bytes, more than the 536870912 that a manifest may have");
    assertThat(huge.read).isZero();
  }

  @Test
  void memoryDoesNotGrowWithAManifest() throws IOException {
    backup();
    HugeManifests huge = new HugeManifests(store, 64L << 20);
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();

    assertThat(read(huge).incompleteBecause())
        .singleElement()
        .asString()
        .contains("cannot be read");

    System.gc();
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(24L << 20);
    assertThat(huge.read).isEqualTo(64L << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A number that no long holds.
        "[{\"keyspace\":\"ks\",\"columnfamily\":\"t-1\",\"objects\":[{\"path\":\"p\",\"size\":99999999999999999999999999}]}]",
        "{}",
        "[1]",
        "[{\"keyspace\":{},\"columnfamily\":[],\"objects\":[]}]",
        "[{\"keyspace\":\"ks\",\"columnfamily\":\"t\",\"objects\":{}}]",
        "",
      })
  void whatIsNoManifestMakesTheNodeIncomplete(String manifest) throws IOException {
    MedusaFixture backup = backup();
    store.put(backup.manifestKey("node1"), manifest.getBytes(StandardCharsets.UTF_8));

    assertThat(read(store).incompleteBecause())
        .singleElement()
        .asString()
        .contains("node node1: its manifest")
        .contains("cannot be read");
  }

  @Test
  void depthAndLengthOfStringsAreBounded() throws IOException {
    MedusaFixture backup = backup();
    store.put(backup.manifestKey("node1"), "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertThat(read(store).incompleteBecause())
        .singleElement()
        .asString()
        .contains("cannot be read");

    String deep = "[{\"x\":" + "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000) + "}]";
    store.put(backup.manifestKey("node1"), deep.getBytes(StandardCharsets.UTF_8));
    assertThat(read(store).incompleteBecause())
        .singleElement()
        .asString()
        .contains("nesting depth");

    String longText = "[{\"keyspace\":\"" + "a".repeat(6 << 20) + "\"}]";
    store.put(backup.manifestKey("node1"), longText.getBytes(StandardCharsets.UTF_8));
    assertThat(read(store).incompleteBecause()).singleElement().asString().contains("String value");
  }

  @Test
  void moreFilesThanAnyTableHasAreRefused() throws IOException {
    MedusaFixture backup = backup();
    StringBuilder manifest =
        new StringBuilder("[{\"keyspace\":\"ks\",\"columnfamily\":\"" + T + "\",\"objects\":[");
    for (int i = 0; i <= StoredManifest.MOST_FILES; i++) {
      manifest.append(i == 0 ? "" : ",").append("{\"path\":\"p\"}");
    }
    manifest.append("]}]");
    store.put(backup.manifestKey("node1"), manifest.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(read(store).incompleteBecause())
        .singleElement()
        .asString()
        .contains("it names more than 400000 files");
  }
}
