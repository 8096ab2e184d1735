package io.pointsman.workers.cli;

import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.Claim;
import io.pointsman.publication.Destination;
import io.pointsman.publication.HandOverResult;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.doctor.Check;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes who holds a destination. It is audited first: what cannot be audited is not done, and
 * what came to nothing after all is audited, too.
 */
final class HandOvers {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Toolbox tools;
  private final Output output;

  HandOvers(Toolbox tools, Output output) {
    this.tools = tools;
    this.output = output;
  }

  /**
   * Does one.
   *
   * @param to the movement that is to hold it, or null when none is
   * @param force whether runs that are at work are no reason to refuse
   */
  int hand(
      DestinationTable table,
      String to,
      Change change,
      boolean force,
      Function<Destination, HandOverResult> act)
      throws RegistryException, IOException {
    RegistryClient registry = tools.registry();
    CatalogDefinition catalog =
        registry.catalogs().stream()
            .filter(it -> it.name().equals(table.catalog()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The registry knows no catalog named '"
                            + table.catalog()
                            + "'; ./pointsman catalog lists those that it knows"));
    Destination destination = tools.destinations().open(catalog, table);
    String from = holder(destination);
    if (to != null && to.equals(from)) {
      return verdict(table, from, to, true, "The destination " + table + " is its already.");
    }
    Set<String> atWork = tools.runsAtWork(destination, table.toString());
    if (!atWork.isEmpty() && !force) {
      return verdict(
          table,
          from,
          to,
          false,
          "Nothing was changed: "
              + String.join(", ", atWork)
              + (atWork.size() == 1 ? " is" : " are")
              + " at work on "
              + table
              + " and could publish no more. Wait until it has ended or terminate it in Conductor,"
              + " or say --force.");
    }
    registry.recordHandOver(new HandOver(table.toString(), from, to, null), change);
    HandOverResult result = act.apply(destination);
    if (!result.done()) {
      registry.recordHandOver(
          new HandOver(table.toString(), to, from, "not done: " + result.message()), change);
    }
    return verdict(table, from, to, result.done(), result.message());
  }

  static Instant limit() {
    return Instant.now().plus(PATIENCE);
  }

  /** What is no claim has no holder, and can be taken out all the same. */
  private static String holder(Destination destination) {
    try {
      return destination.fenceHead().map(Claim::movementId).orElse(null);
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  private int verdict(
      DestinationTable table, String from, String to, boolean done, String message) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("destination", table.toString());
    more.put("from", from);
    more.put("to", to);
    more.put("message", message);
    return output.verdict(
        List.of(Check.of("handed over", done, null, null, message)), more, message);
  }
}
