package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RingTest {
  private static Backup.Node node(String name, String dataCentre, String rack, Long... tokens) {
    return new Backup.Node(name, dataCentre, rack, List.of(tokens), null, "key", "00");
  }

  private static Replication byDataCentre(Map<String, String> factors) {
    Map<String, String> options = new java.util.HashMap<>(factors);
    options.put("class", "org.apache.cassandra.locator.NetworkTopologyStrategy");
    return Replication.of(options);
  }

  private static Replication simple(int factor) {
    return Replication.of(
        Map.of("class", "SimpleStrategy", "replication_factor", Integer.toString(factor)));
  }

  private static List<String> replicas(Ring ring, long token) {
    return ring.ranges().stream()
        .filter(
            range ->
                range.unwrapped().stream()
                    .anyMatch(
                        part -> part.startExclusive() < token && token <= part.endInclusive()))
        .findFirst()
        .map(range -> (List<String>) new ArrayList<>(range.replicas()))
        .orElseThrow();
  }

  @Test
  void theNodeWhoseTokenComesNextIsTheFirstReplica() {
    Ring ring =
        Ring.of(
            List.of(
                node("a", "dc1", "r1", -100L),
                node("b", "dc1", "r1", 0L),
                node("c", "dc1", "r1", 100L)),
            simple(2));

    assertThat(replicas(ring, -100)).containsExactly("a", "b");
    assertThat(replicas(ring, -99)).containsExactly("b", "c");
    assertThat(replicas(ring, 100)).containsExactly("c", "a");
    // Over the ring's end.
    assertThat(replicas(ring, 101)).containsExactly("a", "b");
    assertThat(replicas(ring, Long.MAX_VALUE)).containsExactly("a", "b");
    assertThat(replicas(ring, Long.MIN_VALUE + 1)).containsExactly("a", "b");
  }

  @Test
  void racksAreSpreadOverBeforeOneIsUsedTwice() {
    Ring ring =
        Ring.of(
            List.of(
                node("a1", "dc1", "r1", 10L),
                node("a2", "dc1", "r1", 20L),
                node("b1", "dc1", "r2", 30L),
                node("c1", "dc1", "r3", 40L)),
            byDataCentre(Map.of("dc1", "3")));

    assertThat(replicas(ring, 5)).containsExactly("a1", "b1", "c1");
    assertThat(replicas(ring, 15)).containsExactly("a2", "b1", "c1");
  }

  @Test
  void withFewerRacksThanReplicasARackHoldsTwo() {
    Ring ring =
        Ring.of(
            List.of(
                node("a1", "dc1", "r1", 10L),
                node("a2", "dc1", "r1", 20L),
                node("b1", "dc1", "r2", 30L),
                node("b2", "dc1", "r2", 40L)),
            byDataCentre(Map.of("dc1", "3")));

    assertThat(replicas(ring, 5)).containsExactly("a1", "a2", "b1");
    assertThat(replicas(ring, 25)).containsExactly("b1", "b2", "a1");
  }

  @Test
  void everyDataCentreHasItsOwnReplicas() {
    List<Backup.Node> nodes =
        List.of(
            node("a", "dc1", "r1", 10L),
            node("b", "dc1", "r1", 30L),
            node("x", "dc2", "r1", 11L),
            node("y", "dc2", "r1", 31L));
    Ring ring = Ring.of(nodes, byDataCentre(Map.of("dc1", "1", "dc2", "2")));

    assertThat(replicas(ring, 10)).containsExactlyInAnyOrder("a", "x", "y");
    assertThat(replicas(ring, 12)).containsExactlyInAnyOrder("b", "x", "y");
    assertThat(Ring.of(nodes, byDataCentre(Map.of("dc1", "2"))).owned()).containsOnlyKeys("a", "b");
  }

  @Test
  void manyTokensOfANodeCountOnce() {
    Ring ring =
        Ring.of(
            List.of(node("a", "dc1", "r1", -50L, 0L, 50L), node("b", "dc1", "r1", -25L, 25L, 75L)),
            byDataCentre(Map.of("dc1", "1")));

    TokenSet a = ring.owned().get("a");
    assertThat(List.of(a.contains(-50), a.contains(0), a.contains(-10), a.contains(80)))
        .containsOnly(true);
    assertThat(List.of(a.contains(-49), a.contains(-25), a.contains(10), a.contains(75)))
        .containsOnly(false);
    assertThat(a.intersects(-49, -25)).isFalse();
    assertThat(a.intersects(-49, -24)).isTrue();
    assertThat(a.isEverything()).isFalse();
  }

  @Test
  void everyTokenBelongsToAsManyNodesAsThereAreReplicas() {
    List<Backup.Node> nodes = new ArrayList<>();
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 9; i++) {
      Long[] tokens = random.longs(16).boxed().toArray(Long[]::new);
      nodes.add(node("n" + i, "dc" + i % 2, "r" + i % 3, tokens));
    }
    Ring ring = Ring.of(nodes, byDataCentre(Map.of("dc0", "3", "dc1", "2")));
    Map<String, TokenSet> owned = ring.owned();

    for (long token : random.longs(2_000).toArray()) {
      List<String> owners =
          owned.entrySet().stream()
              .filter(each -> each.getValue().contains(token))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      assertThat(owners).hasSize(5).containsExactlyInAnyOrderElementsOf(replicas(ring, token));
    }
  }

  @Test
  void whatIsNotKnownIsSaid() {
    assertThatThrownBy(() -> Ring.of(List.of(node("a", "dc1", "r1")), simple(1)))
        .hasMessage("the tokens of node a are not known");
    assertThatThrownBy(
            () -> Ring.of(List.of(node("a", "dc1", null, 1L)), byDataCentre(Map.of("dc1", "1"))))
        .hasMessage("the data centre or rack of node a is not known");
    assertThatThrownBy(
            () ->
                Ring.of(List.of(node("a", "dc1", "r1", 1L), node("b", "dc1", "r1", 1L)), simple(1)))
        .hasMessage("nodes a and b both have token 1");
    assertThatThrownBy(
            () -> Ring.of(List.of(node("a", "dc1", "r1", 1L)), new Replication("Mine", Map.of())))
        .hasMessageContaining("'Mine' is not known");
    assertThatThrownBy(
            () -> Replication.of(Map.of("class", "NetworkTopologyStrategy", "dc1", "3/1")))
        .hasMessage("replication 'dc1' is '3/1'");
  }
}
