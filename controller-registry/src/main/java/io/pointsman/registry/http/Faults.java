package io.pointsman.registry.http;

import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.service.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with one document. */
final class Faults {
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}");
  private static final int LONGEST_MESSAGE = 20_000;

  private final List<Fault> found = new ArrayList<>();

  void unless(boolean holds, String path, String problem) {
    if (!holds) {
      found.add(new Fault(path, problem));
    }
  }

  void missing(String path, Object value) {
    unless(value != null, path, "is missing");
  }

  void length(String path, String text) {
    unless(
        text == null || text.length() <= LONGEST_MESSAGE,
        path,
        "is longer than " + LONGEST_MESSAGE + " characters");
  }

  void runId(String runId) {
    id("runId", runId);
  }

  void id(String path, String id) {
    unless(
        id != null && RUN_ID.matcher(id).matches(),
        path,
        id == null ? "is missing" : "does not match " + RUN_ID.pattern());
  }

  void execution(int execution) {
    unless(execution >= 1, "execution", "is " + execution + "; executions count from 1");
  }

  Movement movement(String movementId) {
    return movement("movementId", movementId);
  }

  Movement movement(String path, String movementId) {
    try {
      return Movement.parse(movementId);
    } catch (InvalidMovementException e) {
      found.add(new Fault(path, e.getMessage()));
      return null;
    }
  }

  /**
   * Ends the request when anything is wrong.
   *
   * @throws RefusedException with every fault
   */
  void refuse(String what) {
    if (!found.isEmpty()) {
      throw RefusedException.invalid(what, found);
    }
  }
}
