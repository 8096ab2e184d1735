package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.InvalidRoutingTableException;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.decider.RoutingTableWriter;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.service.Audit;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.SignedChange;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routing table's document, its revisions and the audit of all changes. */
final class RoutingTableResource {
  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

  private final RoutingTables tables;
  private final Audit audit;

  @Inject
  RoutingTableResource(RoutingTables tables, Audit audit) {
    this.tables = tables;
    this.audit = audit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/routing-table", this::table),
        Endpoint.put("/v1/routing-table", this::replace),
        Endpoint.get("/v1/routing-table/revisions/{revision}", this::revision),
        Endpoint.get("/v1/audit", this::audit));
  }

  private void table(Context context) {
    TableRevision newest = tables.newest();
    String etag = etag(newest);
    context.header("ETag", etag);
    if (etag.equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    String accept = context.header("Accept");
    if (accept != null && accept.contains("yaml")) {
      context.contentType("application/yaml").result(RoutingTableWriter.yaml(newest.table()));
    } else {
      Requests.answer(context, newest.table().document());
    }
  }

  private void replace(Context context) throws IOException {
    Requests.requireType(context, "application/yaml", "application/json");
    long seen = seen(context);
    SignedChange change = Requests.change(context);
    RoutingTable table = parse(Requests.text(context, Requests.MOST_TABLE));
    boolean rebucket = "true".equals(context.queryParam("rebucket"));
    TableRevision now = tables.replace(table, seen, change, rebucket);
    context.header("ETag", etag(now));
    Requests.answer(context, now);
  }

  /**
   * The table that a document is.
   *
   * @throws RefusedException with every fault
   */
  static RoutingTable parse(String document) {
    try {
      return RoutingTableParser.parse(document);
    } catch (InvalidRoutingTableException e) {
      throw RefusedException.invalid(
          "The routing table",
          e.faults().stream().map(fault -> new Fault(fault.path(), fault.problem())).toList());
    }
  }

  private static long seen(Context context) {
    String ifMatch = context.header("If-Match");
    if (ifMatch == null) {
      throw RefusedException.preconditionRequired(
          "The header If-Match is missing; give it the ETag of the revision that the change was"
              + " made on");
    }
    Matcher matcher = ETAG.matcher(ifMatch);
    if (!matcher.matches()) {
      throw RefusedException.badRequest(
          "The header If-Match is '"
              + ifMatch
              + "'; expected the ETag of one revision, such as \"7\"");
    }
    return Long.parseLong(matcher.group(1));
  }

  private void revision(Context context) {
    String number = context.pathParam("revision");
    Requests.answer(
        context,
        number.equals("newest")
            ? tables.newest()
            : tables.revision(Requests.number("revision", number)));
  }

  private void audit(Context context) {
    Requests.answer(context, audit.page(Requests.limit(context), Requests.before(context)));
  }

  private static String etag(TableRevision revision) {
    return "\"" + revision.revision() + "\"";
  }
}
