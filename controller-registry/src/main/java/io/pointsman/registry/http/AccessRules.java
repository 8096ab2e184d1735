package io.pointsman.registry.http;

import io.pointsman.registry.api.Role;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What every route takes at least: the one place that says so. A route that is not here is none.
 */
final class AccessRules {
  private static final String OPEN = "open";

  private static final String RULES =
      """
      GET    /healthz                                                 open
      GET    /readyz                                                  open
      # Counts by connector, reason and route; nobody's names.
      GET    /metrics                                                 open
      GET    /openapi.yaml                                            open

      GET    /v1/who-am-i                                             viewer
      GET    /v1/tokens                                               approver
      POST   /v1/tokens                                               approver
      POST   /v1/tokens/{name}/revoke                                 approver

      GET    /v1/routing-table                                        viewer
      PUT    /v1/routing-table                                        operator
      GET    /v1/routing-table/revisions/{revision}                   viewer
      GET    /v1/audit                                                viewer
      POST   /v1/simulations                                          viewer

      POST   /v1/decisions                                            service
      GET    /v1/decisions/{runId}                                    viewer
      POST   /v1/outcomes                                             service
      GET    /v1/runs                                                 viewer
      GET    /v1/runs/{runId}                                         viewer
      POST   /v1/proofs                                               service
      GET    /v1/proofs                                               viewer
      GET    /v1/proofs/{proofId}                                     viewer
      GET    /v1/shadows                                              viewer
      POST   /v1/shadows/end                                          operator

      GET    /v1/guards                                               viewer
      POST   /v1/guards/release                                       operator
      GET    /v1/breaker                                              viewer
      POST   /v1/breaker/close                                        operator
      GET    /v1/ramps                                                viewer
      # To approve a step, or to take it early, takes an approver: StandingResource asks for that.
      POST   /v1/ramps/{rule}                                         operator
      POST   /v1/hand-overs                                           operator

      GET    /v1/copy                                                 viewer
      GET    /v1/definitions                                          viewer
      POST   /v1/definitions/import                                   operator
      GET    /v1/sources                                              viewer
      GET    /v1/sources/{name}                                       viewer
      PUT    /v1/sources/{name}                                       operator
      DELETE /v1/sources/{name}                                       operator
      GET    /v1/catalogs                                             viewer
      GET    /v1/catalogs/{name}                                      viewer
      PUT    /v1/catalogs/{name}                                      operator
      DELETE /v1/catalogs/{name}                                      operator
      GET    /v1/movements                                            viewer
      POST   /v1/movements/import                                     operator
      GET    /v1/movements/{cluster}/{keyspace}/{table}/{destination} viewer
      PUT    /v1/movements/{cluster}/{keyspace}/{table}/{destination} operator
      DELETE /v1/movements/{cluster}/{keyspace}/{table}/{destination} operator

      GET    /assets/{file}                                           open
      GET    /login                                                   open
      POST   /login                                                   open
      GET    /login/oidc                                              open
      GET    /login/oidc/callback                                     open
      POST   /logout                                                  viewer
      GET    /                                                        viewer
      GET    /rules                                                   viewer
      GET    /rules/{rule}                                            viewer
      GET    /movements                                               viewer
      GET    /movement                                                viewer
      GET    /sources                                                 viewer
      POST   /sources/import                                          operator
      GET    /source                                                  viewer
      POST   /source                                                  operator
      POST   /source/remove                                           operator
      GET    /catalog                                                 viewer
      POST   /catalog                                                 operator
      POST   /catalog/remove                                          operator
      GET    /runs                                                    viewer
      GET    /runs/{runId}                                            viewer
      GET    /proofs                                                  viewer
      GET    /audit                                                   viewer
      GET    /audit/{id}                                              viewer
      POST   /movement/pin                                            operator
      POST   /movement/unpin                                          operator
      POST   /movement/release                                        operator
      POST   /breaker                                                 operator
      POST   /rules/{rule}                                            operator
      POST   /kill-switch                                             operator
      POST   /ramps/{rule}                                            operator
      """;

  private static final Map<String, Optional<Role>> LEAST = parse();

  private AccessRules() {}

  /**
   * The role that a route takes at least; empty when anybody may come.
   *
   * @throws IllegalStateException when nothing is said of it
   */
  static Optional<Role> least(Endpoint endpoint) {
    String route = endpoint.method() + " " + endpoint.path();
    Optional<Role> least = LEAST.get(route);
    if (least == null) {
      throw new IllegalStateException(
          "Nothing says who may call " + route + "; add it to " + AccessRules.class.getName());
    }
    return least;
  }

  private static Map<String, Optional<Role>> parse() {
    Map<String, Optional<Role>> least = new TreeMap<>();
    RULES
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+", -1))
        .forEach(
            words ->
                least.put(
                    words[0] + " " + words[1],
                    words[2].equals(OPEN) ? Optional.empty() : Optional.of(Role.of(words[2]))));
    return least;
  }
}
