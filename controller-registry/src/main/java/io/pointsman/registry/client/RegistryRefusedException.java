package io.pointsman.registry.client;

import io.pointsman.registry.api.Problem;
import java.util.stream.Collectors;

/** The registry refused the request; asking again gives the same answer. */
public final class RegistryRefusedException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RegistryRefusedException(Problem problem) {
    super(
        problem.faults().isEmpty()
            ? problem.detail()
            : problem.detail()
                + problem.faults().stream()
                    .map(fault -> "\n  " + fault)
                    .collect(Collectors.joining()),
        null);
    this.problem = problem;
  }

  /** What is wrong, with each fault's path. */
  public Problem problem() {
    return problem;
  }

  /** Whether the change was made on a revision that is not the newest. */
  public boolean staleRevision() {
    return problem.status() == 412;
  }
}
