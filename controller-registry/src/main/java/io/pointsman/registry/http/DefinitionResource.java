package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.DefinitionYaml;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.service.Definitions;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.SignedChange;
import io.pointsman.registry.store.DefinitionKind;
import java.io.IOException;
import java.util.List;

/** Sources, catalogs, movements, and the copy of everything that workers keep. */
final class DefinitionResource {
  private static final String MOVEMENT = "/v1/movements/{cluster}/{keyspace}/{table}/{destination}";

  private final Definitions definitions;

  @Inject
  DefinitionResource(Definitions definitions) {
    this.definitions = definitions;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/copy", this::copy),
        Endpoint.get("/v1/definitions", this::export),
        Endpoint.post("/v1/definitions/import", this::importDefinitions),
        Endpoint.get("/v1/sources", context -> all(context, DefinitionKind.SOURCE)),
        Endpoint.get("/v1/sources/{name}", context -> one(context, DefinitionKind.SOURCE)),
        Endpoint.put("/v1/sources/{name}", this::putSource),
        Endpoint.delete("/v1/sources/{name}", context -> delete(context, DefinitionKind.SOURCE)),
        Endpoint.get("/v1/catalogs", context -> all(context, DefinitionKind.CATALOG)),
        Endpoint.get("/v1/catalogs/{name}", context -> one(context, DefinitionKind.CATALOG)),
        Endpoint.put("/v1/catalogs/{name}", this::putCatalog),
        Endpoint.delete("/v1/catalogs/{name}", context -> delete(context, DefinitionKind.CATALOG)),
        Endpoint.get("/v1/movements", this::movements),
        Endpoint.post("/v1/movements/import", this::importMovements),
        Endpoint.get(MOVEMENT, this::movement),
        Endpoint.put(MOVEMENT, this::putMovement),
        Endpoint.delete(MOVEMENT, this::deleteMovement));
  }

  private void copy(Context context) {
    String known = context.header("If-None-Match");
    if (known != null && known.equals(etag(definitions.copyVersion()))) {
      context.header("ETag", known).status(304);
      return;
    }
    Definitions.Versioned<?> copy = definitions.copy();
    context.header("ETag", etag(copy.version()));
    Requests.answer(context, copy.document());
  }

  private static String etag(String version) {
    return "\"" + version + "\"";
  }

  private void all(Context context, DefinitionKind<?> kind) {
    Requests.answer(context, definitions.all(kind));
  }

  private void one(Context context, DefinitionKind<?> kind) {
    Requests.answer(context, definitions.one(kind, context.pathParam("name")));
  }

  private void delete(Context context, DefinitionKind<?> kind) {
    definitions.delete(kind, context.pathParam("name"), Requests.change(context));
    context.status(204);
  }

  /** YAML, for files; JSON when that is asked for. */
  private void export(Context context) {
    String accept = context.header("Accept");
    if (accept != null && accept.startsWith("application/json")) {
      Requests.answer(context, definitions.document());
      return;
    }
    context
        .header("Content-Disposition", "attachment; filename=\"definitions.yaml\"")
        .contentType("application/yaml")
        .result(DefinitionYaml.write(definitions.document()));
  }

  private void importDefinitions(Context context) throws IOException {
    Requests.requireType(context, "application/yaml", "application/json");
    SignedChange change = Requests.change(context);
    try {
      Requests.answer(
          context,
          definitions.importDefinitions(
              DefinitionYaml.read(Requests.text(context, Requests.MOST_JSON)), change));
    } catch (DefinitionYaml.InvalidException e) {
      throw RefusedException.invalid("The document", List.of(e.fault()));
    }
  }

  private void putSource(Context context) throws IOException {
    SourceDefinition source = Requests.json(context, SourceDefinition.class);
    requireSame("name", context.pathParam("name"), source.name());
    definitions.putSource(source, Requests.change(context));
    Requests.answer(context, source);
  }

  private void putCatalog(Context context) throws IOException {
    CatalogDefinition catalog = Requests.json(context, CatalogDefinition.class);
    requireSame("name", context.pathParam("name"), catalog.name());
    definitions.putCatalog(catalog, Requests.change(context));
    Requests.answer(context, catalog);
  }

  private void movements(Context context) {
    String after = context.queryParam("after");
    Requests.answer(
        context, definitions.movements(Requests.limit(context), after == null ? "" : after));
  }

  private void importMovements(Context context) throws IOException {
    Requests.requireType(context, "text/csv");
    Requests.answer(
        context,
        definitions.importMovements(
            Requests.text(context, Requests.MOST_CSV), Requests.change(context)));
  }

  private void movement(Context context) {
    Requests.answer(context, definitions.one(DefinitionKind.MOVEMENT, movementId(context)));
  }

  private void putMovement(Context context) throws IOException {
    MovementDefinition movement = Requests.json(context, MovementDefinition.class);
    requireSame("movement", movementId(context), movement.movement().id());
    definitions.putMovement(movement, Requests.change(context));
    Requests.answer(context, movement);
  }

  private void deleteMovement(Context context) {
    definitions.delete(DefinitionKind.MOVEMENT, movementId(context), Requests.change(context));
    context.status(204);
  }

  private static String movementId(Context context) {
    try {
      return Movement.parse(
              context.pathParam("cluster")
                  + "/"
                  + context.pathParam("keyspace")
                  + "/"
                  + context.pathParam("table")
                  + " -> "
                  + context.pathParam("destination"))
          .id();
    } catch (InvalidMovementException e) {
      throw RefusedException.invalid("The path", List.of(new Fault(e.field(), e.getMessage())));
    }
  }

  private static void requireSame(String field, String inPath, String inBody) {
    if (!inPath.equals(inBody)) {
      throw RefusedException.invalid(
          "The body",
          List.of(new Fault(field, "is '" + inBody + "', but the path says '" + inPath + "'")));
    }
  }
}
