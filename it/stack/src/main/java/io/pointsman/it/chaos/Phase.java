package io.pointsman.it.chaos;

import java.util.List;
import java.util.Locale;

/**
 * A moment in a run's life: a request that is made then and at no other time. It is held in a proxy
 * while the fault strikes, so that the fault hits that moment however short it is.
 */
enum Phase {
  DECIDE("the backup is looked for"),
  CLAIM("the destination is claimed for Spark"),
  SUBMIT("the Spark job is requested"),
  RUN("the Spark job reads SSTables"),
  STAGE("the Spark job commits its branch"),
  AUDIT("the staged rows are audited"),
  PUBLISH("the publish is committed"),
  REPORT("the outcome is reported"),
  LEGACY_CLAIM("the destination is claimed for legacy"),
  LEGACY_SUBMIT("the legacy job is requested"),
  LEGACY_RUN("the legacy job reads SSTables"),
  LEGACY_PUBLISH("legacy's publish is committed");

  /** Which proxy sees a request. */
  enum Way {
    S3,
    CATALOG,
    REGISTRY
  }

  /** A request and the proxy that sees it. */
  record Place(Way way, RequestMatch request) {}

  private final String moment;

  Phase(String moment) {
    this.moment = moment;
  }

  /** For people: when. */
  String moment() {
    return moment;
  }

  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether only a run that is routed to legacy, or that has fallen back, comes here. */
  boolean ofLegacy() {
    return name().startsWith("LEGACY");
  }

  /** What is held on the way there, one after the other; the last one is the moment itself. */
  List<Place> places(Lake.Kind kind, String table) {
    return switch (this) {
      case DECIDE -> List.of(s3("GET", "^/backups[/?]"));
      case CLAIM, LEGACY_CLAIM -> List.of(commit(kind, table));
      case SUBMIT -> List.of(record("SPARK", "request"));
      case LEGACY_SUBMIT -> List.of(record("LEGACY", "request"));
      case RUN -> List.of(record("SPARK", "started"), data());
      case LEGACY_RUN -> List.of(record("LEGACY", "started"), data());
      case STAGE -> List.of(record("SPARK", "started"), commit(kind, table));
      case AUDIT ->
          List.of(record("SPARK", "result"), s3("GET", "/" + table + "/metadata/[^/]*\\.avro"));
      case PUBLISH -> List.of(record("SPARK", "result"), commit(kind, table));
      case LEGACY_PUBLISH -> List.of(record("LEGACY", "result"), commit(kind, table));
      case REPORT -> List.of(new Place(Way.REGISTRY, RequestMatch.of("POST", "^/v1/outcomes")));
    };
  }

  private static Place s3(String method, String path) {
    return new Place(Way.S3, RequestMatch.of(method, path));
  }

  private static Place record(String connector, String name) {
    return s3("PUT", "/" + connector + "/[0-9]+/" + name + "\\.json");
  }

  static Place data() {
    return s3("GET", "^/backups/.*-Data\\.db");
  }

  /** A commit to a table: its new metadata is written, or the REST catalog is asked. */
  static Place commit(Lake.Kind kind, String table) {
    return switch (kind) {
      case JDBC -> s3("PUT", "/" + table + "/metadata/[^/]*\\.metadata\\.json");
      case REST ->
          new Place(
              Way.CATALOG, RequestMatch.of("POST", "/namespaces/[^/]+/tables/" + table + "$"));
    };
  }
}
