package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.service.HandOvers;
import java.io.IOException;
import java.util.List;

/** Destinations that changed hands, by {@code ./pointsman adopt} and {@code unfence}. */
final class HandOverResource {
  private final HandOvers handOvers;

  @Inject
  HandOverResource(HandOvers handOvers) {
    this.handOvers = handOvers;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/v1/hand-overs", this::record));
  }

  private void record(Context context) throws IOException {
    HandOver handOver = Requests.json(context, HandOver.class);
    Faults faults = new Faults();
    faults.missing("destination", handOver.destination());
    if (handOver.destination() != null) {
      try {
        DestinationTable.parse(handOver.destination());
      } catch (InvalidMovementException e) {
        faults.unless(false, "destination", e.getMessage());
      }
    }
    movement(faults, "from", handOver.from());
    movement(faults, "to", handOver.to());
    faults.length("note", handOver.note());
    faults.refuse("The hand-over");
    handOvers.record(handOver, Requests.change(context));
    Requests.answer(context, handOver);
  }

  private static void movement(Faults faults, String path, String id) {
    if (id != null) {
      try {
        Movement.parse(id);
      } catch (InvalidMovementException e) {
        faults.unless(false, path, e.getMessage());
      }
    }
  }
}
