package io.pointsman.registry.page;

import io.pointsman.decider.RoutingTable.Pin;
import java.time.Instant;

/**
 * One pin as the page shows it.
 *
 * @param movement the movement's id
 * @param connector {@code SPARK} or {@code LEGACY}
 * @param until its last day
 * @param over whether that day has passed
 * @param owner who answers for it
 * @param why its reason
 */
public record PinRow(
    String movement, String connector, String until, boolean over, String owner, String why) {

  public static PinRow of(Pin pin, Instant now) {
    return new PinRow(
        pin.movement(),
        pin.connector().name(),
        pin.until().toString(),
        !pin.inForce(now),
        pin.owner(),
        pin.why());
  }
}
