package io.pointsman.publication;

import static io.pointsman.publication.Lake.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How a destination changes hands, and how a catalog is tried out. */
@ParameterizedClass
@EnumSource(Lake.Kind.class)
class HandOverTest extends DestinationFixture {
  private static final String RENAMED = "members/profiles/by_email -> lake.ns.people";

  HandOverTest(Lake.Kind kind) {
    super(kind);
  }

  @Test
  void anAdoptedDestinationIsTheNewMovementsAndTheOldOnesRunsAreShutOut() {
    String claimId = claim(order("a", Connector.SPARK)).claimId();
    long staged = stage(order("a", Connector.SPARK), MONDAY);

    HandOverResult adopted = destination.adopt(RENAMED, soon());

    assertThat(adopted).isEqualTo(new HandOverResult.Adopted(Lake.MOVEMENT, RENAMED));
    assertThat(destination.publish(claimId, staged, rules()).failure())
        .contains(FailureReason.SUPERSEDED);
    assertThat(attempt(order("b", Connector.SPARK)))
        .isEqualTo(new ClaimResult.HeldByMovement(RENAMED));
    ClaimOrder next =
        new ClaimOrder(destination.nextGeneration(), TUESDAY, "c", 1, Connector.SPARK, 1);
    assertThat(destination.claim(next, RENAMED, PEOPLE, soon()))
        .isInstanceOf(ClaimResult.Claimed.class);
    assertThat(destination.adopt(RENAMED, soon()).message()).contains("already");
  }

  @Test
  void unfencingTakesEverythingOfOursOutAndLeavesTheRows() {
    publish(order("a", Connector.SPARK), MONDAY);
    ClaimOrder second = new ClaimOrder(2, TUESDAY, "b", 1, Connector.SPARK, 1);
    claim(second);
    stage(second, TUESDAY);

    HandOverResult result = destination.unfence(soon());

    assertThat(result).isEqualTo(new HandOverResult.Unfenced(3, 2));
    assertThat(lake.load(TABLE).refs().keySet()).containsExactly("main");
    assertThat(destination.fenceHead()).isEmpty();
    assertThat(destination.describeMain().orElseThrow().rows()).isEqualTo(5);
    assertReadable();
    assertThat(destination.unfence(soon()).message()).contains("nothing of Pointsman's");
  }

  @Test
  void aTableThatDoesNotExistCannotBeHandedOver() {
    assertThat(destination.adopt(RENAMED, soon()).done()).isFalse();
    assertThat(destination.unfence(soon()).message()).contains("There is no table ns.people");
  }

  @Test
  void aCatalogThatComparesBeforeItSwapsPassesTheCheckAndNothingIsLeft() {
    claim(order("a", Connector.SPARK));

    FenceCheck.Result result = FenceCheck.run(lake.catalog(), TABLE.namespace());

    assertThat(result.holds()).as(result.message()).isTrue();
    assertThat(lake.catalog().listTables(TABLE.namespace())).containsExactly(TABLE);
  }

  @Test
  void aCatalogThatIgnoresWhatClientsAssertFailsTheCheck() {
    claim(order("a", Connector.SPARK));
    HookedCatalog careless =
        new HookedCatalog(
            lake.catalog(),
            (real, base, changed) -> {
              var newest = real.refresh();
              var builder = org.apache.iceberg.TableMetadata.buildFrom(newest);
              changed.changes().forEach(change -> change.applyTo(builder));
              real.commit(newest, builder.build());
            });

    FenceCheck.Result result = FenceCheck.run(careless, TABLE.namespace());

    assertThat(result.holds()).isFalse();
    assertThat(result.message()).contains("assert-ref-snapshot-id");
  }
}
