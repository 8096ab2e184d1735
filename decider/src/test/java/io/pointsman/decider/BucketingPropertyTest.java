package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class BucketingPropertyTest {
  private static final List<Movement> FLEET =
      IntStream.range(0, 10_000).mapToObj(RoutingTables::movement).toList();

  @Property
  void raisingThePercentageNeverMovesAMovementBack(
      @ForAll("percents") Percent one,
      @ForAll("percents") Percent other,
      @ForAll @AlphaChars @StringLength(min = 1, max = 12) String salt,
      @ForAll @IntRange(max = 1_000_000) int number) {
    Percent low = one.compareTo(other) <= 0 ? one : other;
    Percent high = one.compareTo(other) <= 0 ? other : one;
    Movement movement = RoutingTables.movement(number);
    if (route(salt, low, movement) == Route.SPARK) {
      assertThat(route(salt, high, movement)).isEqualTo(Route.SPARK);
    }
  }

  @Property(tries = 20)
  void loweringThePercentageTakesTheLastInOutFirst(
      @ForAll("percents") Percent first,
      @ForAll("percents") Percent second,
      @ForAll("percents") Percent third) {
    List<Percent> steps = List.of(first, second, third).stream().sorted().toList();
    Set<Movement> early = served(steps.get(0));
    Set<Movement> late = new HashSet<>(served(steps.get(2)));
    late.removeAll(early);
    Set<Movement> gone = new HashSet<>(served(steps.get(2)));
    gone.removeAll(served(steps.get(1)));
    assertThat(late.containsAll(gone)).as("only the last in go out").isTrue();
  }

  @Property(tries = 50)
  void theShareOfTenThousandMovementsIsWithinStatisticalBoundsOfThePercentage(
      @ForAll("percents") Percent percent) {
    double share = percent.hundredths() / 10_000.0;
    // Five standard deviations of a binomial: one false alarm in 1.7 million.
    double bound = 5 * Math.sqrt(FLEET.size() * share * (1 - share)) + 1e-9;
    assertThat((double) served(percent).size())
        .isBetween(FLEET.size() * share - bound, FLEET.size() * share + bound);
  }

  @Property
  void renamingARunChangesNothingOfItsRoute(
      @ForAll("percents") Percent percent,
      @ForAll @StringLength(min = 1, max = 40) String run,
      @ForAll @StringLength(min = 1, max = 40) String renamed,
      @ForAll @IntRange(max = 10_000) int number) {
    RoutingTable table = RoutingTables.withPercent("pointsman", percent);
    Movement movement = RoutingTables.movement(number);
    Decision one = RoutingTables.decide(table, RoutingTables.request(run, movement));
    Decision other = RoutingTables.decide(table, RoutingTables.request(renamed, movement));
    assertThat(other.route()).isEqualTo(one.route());
    assertThat(other.bucket()).isEqualTo(one.bucket());
    assertThat(other.message()).isEqualTo(one.message());
  }

  @Property
  void aBucketIsBetween0And9999(@ForAll String salt, @ForAll String movementId) {
    assertThat(Bucket.ofMovement(salt, movementId)).isBetween(0, 9_999);
    assertThat(Bucket.ofShadow(salt, movementId, "run")).isBetween(0, 9_999);
  }

  @Provide
  Arbitrary<Percent> percents() {
    return RoutingTables.percents();
  }

  private static Set<Movement> served(Percent percent) {
    Set<Movement> served = new HashSet<>();
    for (Movement movement : FLEET) {
      if (route("pointsman", percent, movement) == Route.SPARK) {
        served.add(movement);
      }
    }
    return served;
  }

  private static Route route(String salt, Percent percent, Movement movement) {
    return RoutingTables.decide(RoutingTables.withPercent(salt, percent), movement).route();
  }
}
