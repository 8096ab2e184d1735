package io.pointsman.control;

import java.time.Duration;

/**
 * How long a job may be silent before it counts as lost. Silence is measured by the clock of
 * whoever looks, from when it first saw the record that does not change any more: clocks of other
 * hosts do not matter, and a worker that starts anew waits once more.
 *
 * @param start from submit until the driver's first record
 * @param heartbeat between two progress records; drivers write one every two seconds
 * @param secondLook from seeing a driver's process gone until its missing result is final
 */
public record Patience(Duration start, Duration heartbeat, Duration secondLook) {

  /** Three minutes to start, a minute of silence, and a second look after one second. */
  public static Patience usual() {
    return new Patience(Duration.ofMinutes(3), Duration.ofMinutes(1), Duration.ofSeconds(1));
  }
}
