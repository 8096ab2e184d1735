package io.pointsman.registry.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * One OpenLineage event of an execution, version 2-0-2 of the specification. Inputs are the source
 * table and the backup that is read; the output is the destination, with the snapshot once it is
 * published.
 */
final class RunEvent {
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String SCHEMA = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String PRODUCER = "urn:io.pointsman:controller-registry";

  /** The names by which Pointsman's own facet is told from the specification's. */
  private static final String OWN_FACET = "pointsman_movement";

  private static final String OWN_SCHEMA = "urn:io.pointsman:facets:1:PointsmanMovementRunFacet";

  /** What happened to the run. */
  enum Type {
    START,
    COMPLETE,
    FAIL,
    ABORT
  }

  private final String namespace;
  private final Type type;
  private final Decision decision;
  private final String run;
  private final int execution;
  private SourceDefinition source;
  private CatalogDefinition catalog;
  private Outcome outcome;
  private boolean attempt;
  private Instant at;

  RunEvent(String namespace, Type type, Decision decision, String run, int execution) {
    this.namespace = namespace;
    this.type = type;
    this.decision = decision;
    this.run = run;
    this.execution = execution;
  }

  /** What the names of the movement mean; null where the registry no longer knows. */
  RunEvent of(SourceDefinition definition, CatalogDefinition destination) {
    this.source = definition;
    this.catalog = destination;
    return this;
  }

  RunEvent ended(Outcome how) {
    this.outcome = how;
    return this;
  }

  /** It is of what Spark tried, and legacy served after it. */
  RunEvent asAttempt() {
    this.attempt = true;
    return this;
  }

  RunEvent at(Instant when) {
    this.at = when;
    return this;
  }

  Type type() {
    return type;
  }

  String json() {
    ObjectNode event = object();
    event.put("eventType", type.name());
    event.put("eventTime", at.toString());
    event.put("producer", PRODUCER);
    event.put("schemaURL", SCHEMA);
    event.set("run", run());
    event.set("job", job());
    ArrayNode inputs = event.putArray("inputs");
    inputs.add(table(decision.movement().source()));
    if (backupId() != null && source != null) {
      inputs.add(backup(URI.create(source.backupUri())));
    }
    event.putArray("outputs").add(destination(decision.movement().destination()));
    try {
      return WireJson.mapper().writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode run() {
    ObjectNode node = object();
    node.put("runId", uuid(run + "/" + execution).toString());
    ObjectNode facets = node.putObject("facets");
    if (decision.pin() != null) {
      facet(facets, "nominalTime", "1-0-1/NominalTimeRunFacet")
          .put("nominalStartTime", decision.pin().referenceTime().toString());
    }
    if (attempt) {
      String whole = uuid(decision.runId() + "/" + execution).toString();
      parent(facets, whole, decision.movement().id());
    } else if (isUuid(decision.runId())) {
      parent(facets, decision.runId(), "move_data");
    }
    ObjectNode own = ownFacet(facets);
    own.put("runId", decision.runId()).put("execution", execution);
    own.put("decided", decision.route().name()).put("reason", decision.reason().name());
    own.put("rule", decision.rule()).put("routingTableRevision", decision.revision());
    if (outcome != null) {
      own.put("servedBy", outcome.servedBy() == null ? null : outcome.servedBy().name());
      own.put("failure", outcome.failure() == null ? null : outcome.failure().name());
      if (outcome.servedBy() == null || attempt) {
        facet(facets, "errorMessage", "1-0-0/ErrorMessageRunFacet")
            .put(
                "message",
                outcome.message() == null
                    ? String.valueOf(outcome.failure())
                    : outcome.failure() + ": " + outcome.message())
            .put("programmingLanguage", "JAVA");
      }
    }
    return node;
  }

  private void parent(ObjectNode facets, String runId, String jobName) {
    ObjectNode parent = facet(facets, "parent", "1-0-1/ParentRunFacet");
    parent.putObject("run").put("runId", runId);
    parent.putObject("job").put("namespace", namespace).put("name", jobName);
  }

  private ObjectNode job() {
    ObjectNode node = object();
    String movement = decision.movement().id();
    node.put("namespace", namespace).put("name", attempt ? movement + " by SPARK" : movement);
    facet(node.putObject("facets"), "jobType", "2-0-3/JobTypeJobFacet")
        .put("processingType", "BATCH")
        .put("integration", "POINTSMAN")
        .put("jobType", "MOVEMENT");
    return node;
  }

  private static ObjectNode table(SourceTable table) {
    return object()
        .put("namespace", "cassandra://" + table.cluster())
        .put("name", table.keyspace() + "." + table.table());
  }

  /** The backup that was really read, where that is known. */
  private String backupId() {
    if (outcome != null && outcome.backupId() != null && !attempt) {
      return outcome.backupId();
    }
    return decision.pin() == null ? null : decision.pin().backupId();
  }

  private ObjectNode backup(URI uri) {
    String prefix = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
    ObjectNode dataset = object();
    dataset.put("namespace", uri.getScheme() + "://" + uri.getHost());
    dataset.put("name", prefix.isEmpty() ? "/" : prefix);
    version(dataset.putObject("facets"), backupId());
    return dataset;
  }

  private ObjectNode destination(DestinationTable table) {
    ObjectNode dataset = object();
    String name = table.toString().substring(table.catalog().length() + 1);
    dataset.put("namespace", "iceberg://" + table.catalog()).put("name", name);
    ObjectNode facets = dataset.putObject("facets");
    if (catalog != null && catalog.properties().containsKey("uri")) {
      facet(facets, "catalog", "1-0-0/CatalogDatasetFacet")
          .put("framework", "iceberg")
          .put("technology", "iceberg")
          .put("source", "pointsman")
          .put("type", catalog.properties().getOrDefault("type", "custom"))
          .put("name", table.catalog())
          .put("uri", catalog.properties().get("uri"))
          .put("metadataUri", catalog.properties().get("uri"));
    }
    if (outcome != null && outcome.servedBy() != null && !attempt) {
      if (outcome.snapshotId() != null) {
        version(facets, outcome.snapshotId().toString());
      }
      if (outcome.rows() != null) {
        facet(
                dataset.putObject("outputFacets"),
                "outputStatistics",
                "1-0-1/OutputStatisticsOutputDatasetFacet")
            .put("rowCount", outcome.rows());
      }
    }
    return dataset;
  }

  private static void version(ObjectNode facets, String version) {
    facet(facets, "version", "1-0-0/DatasetVersionDatasetFacet").put("datasetVersion", version);
  }

  private static ObjectNode facet(ObjectNode facets, String name, String schema) {
    String type = schema.substring(schema.indexOf('/') + 1);
    return facets
        .putObject(name)
        .put("_producer", PRODUCER)
        .put("_schemaURL", SPEC + "facets/" + schema + ".json#/$defs/" + type);
  }

  private static ObjectNode ownFacet(ObjectNode facets) {
    return facets.putObject(OWN_FACET).put("_producer", PRODUCER).put("_schemaURL", OWN_SCHEMA);
  }

  /** The same wherever it is asked for. */
  private static UUID uuid(String name) {
    return UUID.nameUUIDFromBytes(("pointsman/" + name).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ObjectNode object() {
    return WireJson.mapper().createObjectNode();
  }
}
