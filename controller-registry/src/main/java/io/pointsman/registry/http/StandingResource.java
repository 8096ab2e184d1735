package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.registry.api.RampRequest;
import io.pointsman.registry.api.ReleaseRequest;
import io.pointsman.registry.service.FleetBreaker;
import io.pointsman.registry.service.Guards;
import io.pointsman.registry.service.Ramps;
import java.io.IOException;
import java.util.List;

/** What stands beside the routing table: guards, the fleet's breaker, ramps. */
final class StandingResource {
  private final Guards guards;
  private final FleetBreaker breaker;
  private final Ramps ramps;

  @Inject
  StandingResource(Guards guards, FleetBreaker breaker, Ramps ramps) {
    this.guards = guards;
    this.breaker = breaker;
    this.ramps = ramps;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/guards", this::guards),
        Endpoint.post("/v1/guards/release", this::release),
        Endpoint.get("/v1/breaker", context -> Requests.answer(context, breaker.state())),
        Endpoint.post("/v1/breaker/close", this::close),
        Endpoint.get("/v1/ramps", context -> Requests.answer(context, ramps.list())),
        Endpoint.post("/v1/ramps/{rule}", this::act));
  }

  private void guards(Context context) {
    String after = context.queryParam("after");
    Requests.answer(
        context,
        guards.page(
            Requests.limit(context),
            after == null ? "" : after,
            "true".equals(context.queryParam("demoted"))));
  }

  private void release(Context context) throws IOException {
    ReleaseRequest request = Requests.json(context, ReleaseRequest.class);
    Faults faults = new Faults();
    var movement = faults.movement("movement", request.movement());
    faults.refuse("The request");
    Requests.answer(context, guards.release(movement, Requests.change(context)));
  }

  private void close(Context context) {
    // No body to be read: the type keeps other sites' forms away.
    Requests.requireType(context, "application/json");
    Requests.answer(context, breaker.close(Requests.change(context)));
  }

  private void act(Context context) throws IOException {
    RampRequest request = Requests.json(context, RampRequest.class);
    Faults faults = new Faults();
    faults.missing("action", request.action());
    faults.unless(request.step() >= 1, "step", "is " + request.step() + "; steps count from 1");
    faults.refuse("The request");
    Gate.require(Caller.of(context), request.action().least());
    Requests.answer(
        context,
        ramps.act(
            context.pathParam("rule"), request.action(), request.step(), Requests.change(context)));
  }
}
