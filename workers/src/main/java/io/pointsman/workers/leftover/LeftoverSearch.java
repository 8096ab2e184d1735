package io.pointsman.workers.leftover;

import io.pointsman.control.RootCause;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.Destination;
import io.pointsman.workers.run.Destinations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds what runs left behind: in the destinations of movements, beside them, and on the control
 * store. It changes nothing by itself.
 */
public final class LeftoverSearch {

  /**
   * What was found, and what could not be looked at.
   *
   * @param found everything, kept or removable
   * @param problems one sentence for each place that could not be looked at
   */
  public record Result(List<Found> found, List<String> problems) {}

  private final DestinationLeftovers tables;
  private final JobLeftovers jobs;
  private final RecordLeftovers records;
  private final Destinations destinations;

  LeftoverSearch(
      DestinationLeftovers tables,
      JobLeftovers jobs,
      RecordLeftovers records,
      Destinations destinations) {
    this.tables = tables;
    this.jobs = jobs;
    this.records = records;
    this.destinations = destinations;
  }

  /**
   * Looks everywhere.
   *
   * @param movements whose destinations are looked at
   * @param catalogs what their names mean
   * @param onlyRuns the runs whose jobs and records are looked at, or null for all
   * @param progress one sentence now and then
   * @throws IOException when Conductor or the control store does not answer: then nobody can tell
   *     what is left
   */
  public Result find(
      List<Movement> movements,
      Map<String, CatalogDefinition> catalogs,
      Set<String> onlyRuns,
      Consumer<String> progress)
      throws IOException {
    List<String> problems = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    movements.forEach(movement -> ids.add(movement.id()));
    // Jobs first: a job that is stopped leaves its branch to be removed after it.
    List<Found> found = new ArrayList<>(jobs.find(id -> onlyRuns == null || ids.contains(id)));
    Set<String> tablesSeen = new HashSet<>();
    Set<String> namespacesSeen = new HashSet<>();
    for (Movement movement : movements) {
      String table = movement.destination().toString();
      CatalogDefinition catalog = catalogs.get(movement.destination().catalog());
      if (catalog == null) {
        problems.add(
            table + ": the registry knows no catalog '" + movement.destination().catalog() + "'");
      } else if (tablesSeen.add(table)) {
        try {
          Destination destination = destinations.open(catalog, movement.destination());
          found.addAll(tables.inTable(destination, table));
          if (namespacesSeen.add(catalog.name() + "." + movement.destination().namespace())) {
            found.addAll(tables.beside(destination, catalog.name()));
          }
        } catch (RuntimeException e) {
          problems.add(table + ": " + RootCause.message(e));
        }
        if (tablesSeen.size() % 100 == 0) {
          progress.accept("looked at " + tablesSeen.size() + " of " + movements.size() + " tables");
        }
      }
    }
    found.addAll(records.find(runId -> onlyRuns == null || onlyRuns.contains(runId)));
    return new Result(List.copyOf(found), List.copyOf(problems));
  }
}
