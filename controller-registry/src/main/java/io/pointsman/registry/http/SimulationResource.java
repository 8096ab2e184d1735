package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.TableChange;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.Simulations;
import java.io.IOException;
import java.util.List;

/** What changes of the routing table would do, before they are made. */
final class SimulationResource {
  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 3650;
  private static final int USUAL_MOVES = 100;
  private static final int MOST_MOVES = 10_000;

  private final Simulations simulations;

  @Inject
  SimulationResource(Simulations simulations) {
    this.simulations = simulations;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/v1/simulations", this::simulate));
  }

  private void simulate(Context context) throws IOException {
    SimulationRequest request =
        Requests.json(context, SimulationRequest.class, Requests.MOST_TABLE);
    int days = request.days() == null ? USUAL_DAYS : request.days();
    int limit = request.limit() == null ? USUAL_MOVES : request.limit();
    Faults faults = new Faults();
    faults.unless(
        request.document() == null || request.change() == null,
        "change",
        "stands beside 'document'; give one of them");
    faults.unless(
        days >= 0 && days <= MOST_DAYS,
        "days",
        "is " + days + "; 0 to " + MOST_DAYS + " is expected");
    faults.unless(
        limit >= 0 && limit <= MOST_MOVES,
        "limit",
        "is " + limit + "; 0 to " + MOST_MOVES + " is expected");
    faults.refuse("The request");
    Requests.answer(context, report(request, days, limit));
  }

  private SimulationReport report(SimulationRequest request, int days, int limit) {
    if (request.document() != null) {
      return simulations.ofTable(RoutingTableResource.parse(request.document()), days, limit);
    }
    return request.change() == null
        ? simulations.ofNothing(days)
        : simulations.ofChange(change(request.change()), days, limit);
  }

  private static TableChange change(String line) {
    try {
      return TableChange.parse(line);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest(e.getMessage());
    }
  }
}
