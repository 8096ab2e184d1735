package io.pointsman.publication;

import java.util.Map;
import java.util.Optional;

/**
 * A claim as it stands in the summary of its snapshot on the fence branch.
 *
 * @param movementId whose destination this is; another movement's claim is refused
 * @param tableUuid the table that was claimed: one that was dropped and made anew is another
 * @param order its place among all claims
 * @param fenceAge the fence branch's {@code maxRefAgeMs} when the claim was made; each publish
 *     lowers it, so that a lower one tells of a publish even when history no longer does
 */
public record Claim(String movementId, String tableUuid, ClaimOrder order, long fenceAge) {
  // Names apart from a lineage's: a claim must never be taken for a run's rows.
  static final String ID = "pointsman.claim";
  static final String MOVEMENT_ID = "pointsman.claim-movement-id";
  static final String TABLE_UUID = "pointsman.claim-table-uuid";
  static final String FENCE_AGE = "pointsman.claim-fence-age";

  /** The claim's id, which is its order. */
  public String id() {
    return order.claimId();
  }

  Map<String, String> toSummary() {
    return Map.of(
        ID, id(), MOVEMENT_ID, movementId, TABLE_UUID, tableUuid, FENCE_AGE, "" + fenceAge);
  }

  /**
   * Reads a claim from the summary of a snapshot on the fence branch.
   *
   * @return empty when the snapshot is no claim
   * @throws IllegalArgumentException when it is a damaged one
   */
  public static Optional<Claim> read(Map<String, String> summary) {
    if (summary == null || !summary.containsKey(ID)) {
      return Optional.empty();
    }
    return Optional.of(
        new Claim(
            summary.get(MOVEMENT_ID),
            summary.get(TABLE_UUID),
            ClaimOrder.parse(summary.get(ID)),
            Long.parseLong(summary.get(FENCE_AGE))));
  }
}
