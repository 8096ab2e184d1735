package io.pointsman.it.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Cassandra of any age wrote reads back as that Cassandra answered it. */
class FormatsTest {
  private static final List<Long> RING = List.of(Long.MIN_VALUE, Long.MAX_VALUE);
  private static final List<Long> SPLITS =
      List.of(Long.MIN_VALUE, -4_000_000_000_000_000_000L, 0L, 3L << 60, Long.MAX_VALUE);

  static List<String> formats() {
    return Fixtures.FORMATS;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyTableReadsBackAsItsCassandraAnswered(String format) throws IOException {
    List<Fixture> fixtures = Fixtures.of(format);
    assertThat(fixtures).hasSizeGreaterThanOrEqualTo(8);
    for (Fixture fixture : fixtures) {
      MemoryObjectStore store = new MemoryObjectStore();
      fixture.putInto(store);
      assertThat(fixture.read(store, fixture.sstables(), RING))
          .as(fixture.name())
          .isEqualTo(fixture.rows());
      assertThat(fixture.read(store, fixture.sstables(), SPLITS))
          .as(fixture.name() + " in splits")
          .isEqualTo(fixture.rows());
    }
  }

  @Test
  void theFixturesAreWhatTheirNamesSay() throws IOException {
    for (Fixture fixture : Fixtures.all()) {
      assertThat(fixture.sstables())
          .as(fixture.name())
          .isNotEmpty()
          .allMatch(sstable -> sstable.descriptor().startsWith(fixture.format().substring(0, 2)));
    }
    assertThat(compressors("ma")).containsExactly("deflate", "lz4", "none", "snappy");
    assertThat(compressors("na")).containsExactly("deflate", "lz4", "none", "snappy", "zstd");
    assertThat(compressors("da")).containsExactly("deflate", "lz4", "none", "snappy", "zstd");
    assertThat(table("nb-uuid", "wide_lz4").sstables())
        .allMatch(sstable -> sstable.descriptor().matches("nb-\\w{4}_\\w{4}_\\w{18}-big"));
  }

  private static Set<String> compressors(String format) throws IOException {
    return Fixtures.of(format).stream()
        .map(Fixture::table)
        .filter(table -> table.startsWith("wide_"))
        .map(table -> table.substring("wide_".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A backup taken in the middle of an upgrade: what was first written lies in one format, what
   * changed it in another. Both Cassandras were told the same.
   */
  @Test
  void formatsAndCompressorsMixInOneTable() throws IOException {
    List<Fixture> wide = new ArrayList<>();
    for (Fixture fixture : Fixtures.all()) {
      if (fixture.table().startsWith("wide_")) {
        wide.add(fixture);
      }
    }
    for (int i = 0; i + 1 < wide.size(); i++) {
      Fixture older = wide.get(i);
      // Elements of a list stand in the order of the clock, and these were written in this order.
      Fixture newer = wide.get(Math.min(i + 7, wide.size() - 1));
      MemoryObjectStore store = new MemoryObjectStore();
      older.putInto(store);
      newer.putInto(store);
      List<Backup.SSTable> sstables =
          Stream.of(older.sstables().get(0), newer.sstables().get(1))
              .map(sstable -> as(older.table(), sstable))
              .toList();
      // What the later of them wrote for a second has run out only then.
      Fixture both =
          older.askedAt(
              older.askedAt().isAfter(newer.askedAt()) ? older.askedAt() : newer.askedAt());
      assertThat(both.read(store, sstables, SPLITS))
          .as("%s changed by %s", older.name(), newer.name())
          .isEqualTo(older.rows());
    }
  }

  private static Backup.SSTable as(String table, Backup.SSTable sstable) {
    return new Backup.SSTable(
        sstable.keyspace(), table, sstable.node(), sstable.descriptor(), sstable.components());
  }

  private static Fixture table(String format, String table) throws IOException {
    return Fixtures.of(format).stream()
        .filter(fixture -> fixture.table().equals(table))
        .findFirst()
        .orElseThrow();
  }
}
