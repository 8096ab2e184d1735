package io.pointsman.legacy.reference;

import static io.pointsman.legacy.reference.HandMade.SCHEMA;
import static io.pointsman.legacy.reference.HandMade.after;
import static io.pointsman.legacy.reference.HandMade.before;
import static io.pointsman.legacy.reference.HandMade.cell;
import static io.pointsman.legacy.reference.HandMade.expiring;
import static io.pointsman.legacy.reference.HandMade.marker;
import static io.pointsman.legacy.reference.HandMade.partitionDeletion;
import static io.pointsman.legacy.reference.HandMade.rangeDeletion;
import static io.pointsman.legacy.reference.HandMade.rowDeletion;
import static io.pointsman.legacy.reference.HandMade.staticCell;
import static io.pointsman.legacy.reference.HandMade.tag;
import static io.pointsman.legacy.reference.HandMade.tagsDeletion;
import static io.pointsman.legacy.reference.HandMade.untag;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.sstable.Mutation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final long NOW = 1_000;

  @Test
  void theLaterWriteWins() {
    assertThat(rows(cell("a", 1, "old", 10), cell("a", 1, "new", 20))).containsExactly("a/1 v=new");
  }

  @Test
  void ofEqualTimestampsTheLargerValueWins() {
    assertThat(rows(cell("a", 1, "x", 10), cell("a", 1, "y", 10))).containsExactly("a/1 v=y");
  }

  @Test
  void ofEqualTimestampsTheTombstoneWinsOverTheLiveCell() {
    assertThat(rows(marker("a", 1, 5), cell("a", 1, "x", 10), cell("a", 1, null, 10)))
        .containsExactly("a/1");
  }

  @Test
  void ofEqualTimestampsTheExpiringCellWinsOverTheOneThatLivesForEver() {
    assertThat(rows(cell("a", 1, "zz", 10), expiring("a", 1, "aa", 10, 2_000, 60)))
        .containsExactly("a/1 v=aa");
  }

  @Test
  void anExpiredCellStillShadowsTheCellOfTheSameTimestampThatLivesForEver() {
    assertThat(rows(marker("a", 1, 5), cell("a", 1, "zz", 10), expiring("a", 1, "aa", 10, 900, 60)))
        .containsExactly("a/1");
  }

  @Test
  void ofEqualTimestampsTheTombstoneWinsOverTheExpiringCell() {
    assertThat(
            rows(marker("a", 1, 5), expiring("a", 1, "aa", 10, 2_000, 60), cell("a", 1, null, 10)))
        .containsExactly("a/1");
  }

  @Test
  void ofTwoExpiringCellsTheOneThatEndsLaterWinsAndThenTheSmallerTtl() {
    assertThat(rows(expiring("a", 1, "b", 10, 2_000, 60), expiring("a", 1, "a", 10, 2_001, 60)))
        .containsExactly("a/1 v=a");
    assertThat(rows(expiring("a", 1, "b", 10, 2_000, 60), expiring("a", 1, "a", 10, 2_000, 59)))
        .containsExactly("a/1 v=a");
  }

  @Test
  void aTtlIsJudgedAtTheReferenceTime() {
    Mutation[] mutations = {expiring("a", 1, "x", 10, 1_000, 60), marker("a", 1, 5)};
    assertThat(HandMade.reconcile(SCHEMA, 999, mutations)).containsExactly("a/1 v=x");
    assertThat(HandMade.reconcile(SCHEMA, 1_000, mutations)).containsExactly("a/1");
  }

  @Test
  void anExpiredCellHidesAnOlderOne() {
    assertThat(rows(cell("a", 1, "old", 10), expiring("a", 1, "new", 20, 900, 60))).isEmpty();
  }

  @Test
  void aRowLivesByItsMarkerAloneUntilThatExpires() {
    assertThat(rows(marker("a", 1, 10))).containsExactly("a/1");
    assertThat(rows(marker("a", 1, 10, 1_001, 60))).containsExactly("a/1");
    assertThat(rows(marker("a", 1, 10, 1_000, 60))).isEmpty();
  }

  @Test
  void anExpiredMarkerHidesAnOlderOne() {
    assertThat(rows(marker("a", 1, 10), marker("a", 1, 20, 900, 60))).isEmpty();
    assertThat(rows(marker("a", 1, 10), marker("a", 1, 10, 900, 60))).isEmpty();
  }

  @Test
  void aRowLivesByOneLiveCell() {
    assertThat(rows(marker("a", 1, 10, 900, 60), cell("a", 1, "x", 10))).containsExactly("a/1 v=x");
  }

  @Test
  void aRowDeletionTakesWhatIsNotNewer() {
    assertThat(rows(marker("a", 1, 10), cell("a", 1, "x", 10), rowDeletion("a", 1, 10))).isEmpty();
    assertThat(rows(marker("a", 1, 10), cell("a", 1, "x", 11), rowDeletion("a", 1, 10)))
        .containsExactly("a/1 v=x");
  }

  @Test
  void aRangeDeletionTakesTheRowsBetweenItsBoundsOnly() {
    assertThat(
            rows(
                cell("a", 1, "x", 10),
                cell("a", 2, "x", 10),
                cell("a", 3, "x", 10),
                cell("a", 3, "y", 21),
                cell("a", 4, "x", 10),
                rangeDeletion("a", after(1), before(4), 20)))
        .containsExactly("a/1 v=x", "a/3 v=y", "a/4 v=x");
  }

  @Test
  void rangeDeletionsMayOverlapAndHaveNoBounds() {
    assertThat(
            rows(
                cell("a", -5, "x", 10),
                cell("a", 1, "x", 10),
                cell("a", 2, "x", 10),
                cell("a", 3, "x", 15),
                cell("a", 4, "x", 25),
                rangeDeletion("a", new byte[0], after(1), 10),
                rangeDeletion("a", before(1), after(2), 12),
                rangeDeletion("a", before(3), new byte[] {0x60}, 20)))
        .containsExactly("a/4 v=x");
  }

  @Test
  void aPartitionDeletionTakesEverythingThatIsNotNewer() {
    assertThat(
            rows(
                partitionDeletion("a", 10),
                staticCell("a", "gone", 10),
                cell("a", 1, "x", 10),
                cell("a", 2, "x", 11),
                cell("b", 1, "x", 5)))
        .containsExactly("a/2 v=x", "b/1 v=x");
  }

  @Test
  void aColumnDeletionTakesTheCellsOfItsCollection() {
    assertThat(
            rows(
                tag("a", 1, 7, 10),
                tag("a", 1, 3, 12),
                tag("a", 1, -3, 12),
                untag("a", 1, 3, 11),
                tag("a", 1, 9, 12),
                untag("a", 1, 9, 12),
                tagsDeletion("a", 1, 11)))
        .containsExactly("a/1 tags=[-3, 3]");
  }

  @Test
  void staticValuesStandInEveryRowOfTheirPartition() {
    assertThat(
            rows(
                staticCell("a", "old", 10),
                staticCell("a", "new", 20),
                cell("a", 1, "x", 10),
                cell("a", 2, "y", 10)))
        .containsExactly("a/1 s=new v=x", "a/2 s=new v=y");
  }

  @Test
  void aPartitionWithStaticValuesOnlyIsOneRow() {
    assertThat(rows(staticCell("a", "s", 10), cell("a", 1, null, 10), staticCell("b", null, 10)))
        .containsExactly("a/- s=s");
  }

  @Test
  void cellsOfAColumnThatWasDroppedAreNobodys() {
    assertThat(rows(cell("a", 1, "gone", null, new byte[1], 10, HandMade.FOREVER, 0))).isEmpty();
  }

  @Test
  void theOrderInWhichMutationsComeChangesNothing() {
    List<Mutation> mutations =
        new ArrayList<>(
            List.of(
                marker("a", 1, 3),
                cell("a", 1, "x", 10),
                cell("a", 1, "y", 10),
                expiring("a", 1, "b", 10, 2_000, 60),
                expiring("a", 1, "a", 10, 2_000, 59),
                rowDeletion("a", 2, 4),
                marker("a", 2, 5),
                cell("a", 3, "z", 7),
                rangeDeletion("a", before(2), after(3), 6),
                tag("a", 4, 1, 8),
                tagsDeletion("a", 4, 7),
                partitionDeletion("a", 2),
                staticCell("a", "s", 9)));
    List<String> expected = rows(mutations.toArray(Mutation[]::new));
    assertThat(expected).containsExactly("a/1 s=s v=a", "a/3 s=s v=z", "a/4 s=s tags=[1]");
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      Collections.shuffle(mutations, random);
      assertThat(rows(mutations.toArray(Mutation[]::new))).isEqualTo(expected);
    }
  }

  private static List<String> rows(Mutation... mutations) {
    return HandMade.reconcile(SCHEMA, NOW, mutations);
  }
}
