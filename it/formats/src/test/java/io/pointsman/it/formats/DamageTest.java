package io.pointsman.it.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short {@code ./pointsman damage}: cases drawn over all formats, compressors and files, read in
 * a process with little memory.
 */
class DamageTest {
  private static final long CASES = 600;

  /** Where it stands in a {@code Statistics.db} where its fourth part begins, the header's. */
  private static final int HEADERS_PLACE = 32;

  /** Three numbers of up to nine bytes, most of which are shorter. */
  private static final int BYTES_OF_BASES = 16;

  @Test
  void aDamagedFileGivesTheSameRowsOrIsRefusedByName() throws Exception {
    List<String> progress = new ArrayList<>();
    DamageRun.Result result =
        new DamageRun(new DamageRun.Settings(List.of(), 1, false, CASES, "96m", 60), progress::add)
            .run();

    assertThat(result.bad()).as(progress.toString()).isEmpty();
    assertThat(result.of(Outcome.SAME_ROWS) + result.of(Outcome.REFUSED)).isEqualTo(CASES);
    assertThat(result.counts()).containsKeys("Data.db", "Statistics.db", "Index.db", "Rows.db");
    // What has checksums of its own is never believed.
    assertThat(result.counts().get("Data.db")).containsOnlyKeys(Outcome.REFUSED);
  }

  /** Before {@code na} nothing but the data tells that a base of times is not what was written. */
  @ParameterizedTest
  @ValueSource(strings = {"ma", "mb", "mc", "md", "me"})
  void noBitOfTheBasesOfTimesGivesOtherRows(String format) throws Exception {
    int refused = 0;
    for (Fixture fixture : Fixtures.of(format)) {
      if (fixture.table().startsWith("wide_") && !fixture.table().equals("wide_lz4")) {
        continue;
      }
      for (String file : fixture.files().keySet()) {
        refused += file.endsWith("Statistics.db") ? refused(fixture, file) : 0;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  /** How many of the bits of a file's bases make it be refused; of the others no row changes. */
  private static int refused(Fixture fixture, String file) throws Exception {
    int refused = 0;
    int bases = ByteBuffer.wrap(fixture.files().get(file)).getInt(HEADERS_PLACE);
    for (int bit = 0; bit < BYTES_OF_BASES * Byte.SIZE; bit++) {
      Damage.Flip flip = new Damage.Flip(bases + bit / Byte.SIZE, 1 << bit % Byte.SIZE);
      DamageCase flipped = new DamageCase(0, fixture, file, flip);
      DamageTrial.Result result = DamageTrial.of(flipped);
      assertThat(result.outcome())
          .as("%s: %s", flipped, result.words())
          .isIn(Outcome.SAME_ROWS, Outcome.REFUSED);
      refused += result.outcome() == Outcome.REFUSED ? 1 : 0;
    }
    return refused;
  }

  /** As a base may be moved in an SSTable whose least times a compaction took out. */
  @ParameterizedTest
  @ValueSource(strings = {"ma", "mb", "mc", "md", "me"})
  void deletionsThatAreLaterThanTheHistogramSaysAreRefused(String format) throws Exception {
    Fixture fixture =
        Fixtures.of(format).stream()
            .filter(each -> each.table().equals("wide_lz4"))
            .findFirst()
            .orElseThrow();
    Map<String, byte[]> files = new TreeMap<>(fixture.files());
    String statistics = format + "-1-big-Statistics.db";
    files.put(statistics, later(files.get(statistics), 3_600));
    Fixture later =
        new Fixture(
            fixture.format(),
            fixture.table(),
            fixture.schemaCql(),
            fixture.askedAt(),
            fixture.rows(),
            files);

    DamageTrial.Result result =
        DamageTrial.of(new DamageCase(0, later, format + "-1-big-TOC.txt", new Damage.Missing()));

    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(result.words()).contains("-1-big-Data.db", "it holds a deletion time of");
  }

  /** The base of deletion times and their minimum, both moved by so many seconds. */
  private static byte[] later(byte[] statistics, int seconds) {
    ByteBuffer moved = ByteBuffer.wrap(statistics.clone());
    int least = moved.getInt(HEADERS_PLACE - 2 * Integer.BYTES);
    for (int histogram = 0; histogram < 2; histogram++) {
      least += Integer.BYTES + moved.getInt(least) * 2 * Long.BYTES;
    }
    // After the commit log's position and two write times.
    least += Long.BYTES + Integer.BYTES + 2 * Long.BYTES;
    moved.putInt(least, moved.getInt(least) + seconds);
    int base = moved.getInt(HEADERS_PLACE);
    base += 1 + Integer.numberOfLeadingZeros(~(statistics[base] << 24));
    // Five bytes, of which four hold the number.
    assertThat(statistics[base] & 0xff).isEqualTo(0xf0);
    moved.putInt(base + 1, moved.getInt(base + 1) + seconds);
    return moved.array();
  }

  @Test
  void aColumnThatGotTheNameOfAKeyIsRefusedByItsObject() throws Exception {
    Fixture fixture =
        Fixtures.of("me").stream()
            .filter(each -> each.table().equals("wide_none"))
            .findFirst()
            .orElseThrow();
    String file = "me-2-big-Statistics.db";
    byte[] whole = fixture.files().get(file);
    int refused = 0;
    for (int at = ByteBuffer.wrap(whole).getInt(HEADERS_PLACE); at < whole.length; at++) {
      if (whole[at] == 's') {
        Damage.Flip toK = new Damage.Flip(at, 's' ^ 'k');
        DamageTrial.Result result = DamageTrial.of(new DamageCase(0, fixture, file, toK));
        assertThat(result.outcome()).as(result.words()).isIn(Outcome.SAME_ROWS, Outcome.REFUSED);
        refused += result.words() != null && result.words().contains("Unknown column k") ? 1 : 0;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void everyByteCutAndLossHasANumber() throws Exception {
    List<Fixture> fixtures = Fixtures.of("ma").subList(0, 1);
    DamagePlan plan = new DamagePlan(fixtures, List.of(), 1, true, 0);
    long bytes = fixtures.get(0).files().values().stream().mapToLong(file -> file.length).sum();

    assertThat(plan.size()).isEqualTo(2 * bytes + fixtures.get(0).files().size());
    long missing = 0;
    for (long number = 0; number < plan.size(); number++) {
      DamageCase each = plan.at(number);
      byte[] whole = fixtures.get(0).files().get(each.file());
      assertThat(each.damage().of(whole)).isNotEqualTo(whole);
      missing += each.damage() instanceof Damage.Missing ? 1 : 0;
    }
    assertThat(missing).isEqualTo(fixtures.get(0).files().size());
    assertThat(plan.at(5)).isEqualTo(plan.at(5));
  }

  @Test
  void aCaseThatGivesOtherRowsIsSeen() throws Exception {
    Fixture fixture = Fixtures.of("nb").get(0);
    List<String> others = new ArrayList<>(fixture.rows());
    others.remove(0);
    Fixture wrong =
        new Fixture(
            fixture.format(),
            fixture.table(),
            fixture.schemaCql(),
            fixture.askedAt(),
            others,
            fixture.files());
    String file =
        fixture.files().keySet().stream()
            .filter(f -> f.endsWith("TOC.txt"))
            .findFirst()
            .orElseThrow();

    DamageTrial.Result result =
        DamageTrial.of(new DamageCase(0, wrong, file, new Damage.Missing()));

    assertThat(result.outcome()).isEqualTo(Outcome.WRONG_ROWS);
    assertThat(result.words()).startsWith("row 0 is ");
  }
}
