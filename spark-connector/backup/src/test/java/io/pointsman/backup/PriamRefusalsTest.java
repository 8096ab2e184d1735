package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Priam's manifests that promise what is not so, or name what must not be read. */
class PriamRefusalsTest {
  private static final String CLUSTER = "backup/-1234_members";
  private static final String T = "t-" + PriamFixture.ID;
  private static final String A = "-3074457345618258603";
  private static final Instant NIGHT = Instant.parse("2026-11-01T04:00:00Z");

  private final MemoryObjectStore store = new MemoryObjectStore();

  private PriamFixture node(String compression) {
    return new PriamFixture(store, CLUSTER, A, NIGHT, compression);
  }

  private Backup read() throws IOException {
    return BackupReaders.of("auto", store, "backup").read(NIGHT.toString(), "ks", "t");
  }

  @Test
  void anObjectOfAnotherSizeIsListedWhenItIsNotCompressed() throws IOException {
    PriamFixture node =
        node("NONE")
            .sstable("ks", T, "mc-3-big", NIGHT)
            .schema("ks", T, PriamFixture.SCHEMA)
            .finish();
    store.truncate(node.dataKey(NIGHT, "ks", T, "mc-3-big-Data.db"), 3);
    store.truncate(node.dataKey(NIGHT, "ks", T, "mc-3-big-Summary.db"), 3);

    Backup backup = read();

    assertThat(backup.incompleteBecause()).singleElement().asString().contains("it has 3 bytes");
    assertThat(backup.notes()).anyMatch(note -> note.contains("Summary.db"));
  }

  @Test
  void aClaimThatNoCompressionReachesIsRefused() throws IOException {
    String key = node("SNAPPY").dataKey(NIGHT, "ks", T, "mc-3-big-Data.db");
    PriamFixture node = node("SNAPPY").sstable("ks", T, "mc-3-big", NIGHT);
    node.entry("ks", T, "mc-3-big", List.of(node.component("mc-3-big-Data.db", 1L << 50, key)))
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();

    assertThat(read().incompleteBecause())
        .anyMatch(reason -> reason.contains("which cannot hold the " + (1L << 50)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elsewhere/-1234_members/%s/SST_V2/1/ks/%s/NONE/PLAINTEXT/mc-3-big-Data.db",
        "backup/-1234_members/99/SST_V2/1/ks/%2$s/NONE/PLAINTEXT/mc-3-big-Data.db",
        "backup/-1234_members/%s/SST_V2/1/other/%s/NONE/PLAINTEXT/mc-3-big-Data.db",
        "backup/-1234_members/%s/SST_V2/1/ks/%s/../../x/mc-3-big-Data.db",
        "backup/-1234_members/%s/META_V2/1/ks/%s/NONE/PLAINTEXT/mc-3-big-Data.db"
      })
  void aManifestThatNamesWhatIsNotItsOwnIsRefused(String key) throws IOException {
    String foreign = key.formatted(A, T);
    PriamFixture node = node("SNAPPY");
    node.entry("ks", T, "mc-3-big", List.of(node.component("mc-3-big-Data.db", 4, foreign)))
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();
    store.put(foreign, new byte[4]);

    assertThat(read().incompleteBecause())
        .anyMatch(reason -> reason.contains("not below") && reason.contains(foreign));
    assertThat(read().sstables()).isEmpty();
  }

  @Test
  void encryptedObjectsAreRefused() throws IOException {
    PriamFixture node = node("SNAPPY");
    String key = node.dataKey(NIGHT, "ks", T, "mc-3-big-Data.db").replace("/PLAINTEXT/", "/PGP/");
    node.entry("ks", T, "mc-3-big", List.of(node.component("mc-3-big-Data.db", 4, key)))
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();

    assertThat(read().incompleteBecause()).singleElement().asString().contains("encrypted as PGP");
  }

  @Test
  void aTokenOfAnotherPartitionerIsRefused() throws IOException {
    String token = "85070591730234615865843651857942052864";
    new PriamFixture(store, CLUSTER, token, NIGHT, "SNAPPY")
        .sstable("ks", T, "mc-3-big", NIGHT)
        .schema("ks", T, PriamFixture.SCHEMA)
        .finish();

    assertThat(read().incompleteBecause())
        .singleElement()
        .asString()
        .contains("another partitioner");
  }

  @Test
  void aManifestThatIsCutOffMakesItsNodeIncomplete() throws IOException {
    PriamFixture node =
        node("SNAPPY")
            .sstable("ks", T, "mc-3-big", NIGHT)
            .schema("ks", T, PriamFixture.SCHEMA)
            .finish();
    store.truncate(node.manifestKey(), 60);

    assertThat(read().incompleteBecause())
        .anyMatch(reason -> reason.contains(node.manifestKey()) && reason.contains("cut off"));
  }
}
