package io.pointsman.decider;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A document that is no routing table; it carries all faults that were found, not only the first.
 */
public final class InvalidRoutingTableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  public InvalidRoutingTableException(List<Fault> faults) {
    super(
        "Not a routing table: "
            + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /** Never empty; in the document's order. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * One fault.
   *
   * @param path where, such as {@code rules[2].route.sparkPercent}; {@code document} for the whole
   * @param problem what is wrong and what is expected
   */
  public record Fault(String path, String problem) {
    @Override
    public String toString() {
      return path + ": " + problem;
    }
  }
}
