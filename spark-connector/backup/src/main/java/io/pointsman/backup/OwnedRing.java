package io.pointsman.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A backup's ring, as far as what is known of it can be believed.
 *
 * @param unknown why nothing can be said of who owns what, or null
 * @param ranges with their replicas in the data centre that is read; empty when unknown
 * @param owned by node; empty when unknown
 * @param digest SHA-256 of all that it follows from, hexadecimal; null when unknown
 */
record OwnedRing(
    String unknown, List<Ring.Range> ranges, Map<String, TokenSet> owned, String digest) {
  static final String MURMUR3 = "Murmur3Partitioner";

  /**
   * Works it out.
   *
   * @param dataCentre whose replicas count, or null for all
   */
  static OwnedRing of(Backup backup, String dataCentre) {
    Backup.Topology topology = backup.topology();
    if (topology.partitioner() != null && !topology.partitioner().endsWith(MURMUR3)) {
      return unknown("the partitioner is " + topology.partitioner());
    }
    if (topology.doubt() != null) {
      return unknown(topology.doubt());
    }
    if (topology.replication() == null) {
      return unknown("nothing says how the keyspace is replicated; " + ClusterFacts.FILE + " can");
    }
    boolean byDataCentre = topology.replication().strategy().equals(Replication.BY_DATA_CENTRE);
    // Data centres replicate by themselves, so what is not known of the others does not matter.
    List<Backup.Node> nodes =
        backup.nodes().stream()
            .filter(
                node -> dataCentre == null || !byDataCentre || dataCentre.equals(node.dataCentre()))
            .toList();
    try {
      Ring ring = Ring.of(nodes, topology.replication());
      return new OwnedRing(
          null,
          within(ring, backup.nodes(), dataCentre),
          ring.owned(),
          digest(nodes, topology.replication()));
    } catch (IllegalArgumentException e) {
      return unknown(e.getMessage());
    }
  }

  private static OwnedRing unknown(String why) {
    return new OwnedRing(why, List.of(), Map.of(), null);
  }

  private static List<Ring.Range> within(Ring ring, List<Backup.Node> nodes, String dataCentre) {
    if (dataCentre == null) {
      return ring.ranges();
    }
    List<String> ours =
        nodes.stream()
            .filter(node -> dataCentre.equals(node.dataCentre()))
            .map(Backup.Node::name)
            .toList();
    return ring.ranges().stream()
        .map(
            range ->
                new Ring.Range(
                    range.startExclusive(),
                    range.endInclusive(),
                    range.replicas().stream()
                        .filter(ours::contains)
                        .collect(Collectors.toCollection(java.util.LinkedHashSet::new))))
        .toList();
  }

  private static String digest(List<Backup.Node> nodes, Replication replication) {
    String text =
        replication
            + "\n"
            + nodes.stream()
                .sorted(Comparator.comparing(Backup.Node::name))
                .map(
                    node ->
                        String.join(
                            "|",
                            node.name(),
                            String.valueOf(node.dataCentre()),
                            String.valueOf(node.rack()),
                            node.tokens().toString()))
                .collect(Collectors.joining("\n"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
