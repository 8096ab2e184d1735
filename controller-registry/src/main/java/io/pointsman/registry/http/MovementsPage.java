package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.history.Changes;
import io.pointsman.registry.history.FleetHistory;
import io.pointsman.registry.history.FleetHistory.Movements;
import io.pointsman.registry.page.AuditRow;
import io.pointsman.registry.page.DurationChart;
import io.pointsman.registry.page.MovementRow;
import io.pointsman.registry.page.PinRow;
import io.pointsman.registry.page.RunRow;
import io.pointsman.registry.service.Guards;
import io.pointsman.registry.service.NextDecision;
import io.pointsman.registry.service.Proofs;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Runs;
import io.pointsman.registry.store.AuditSearch.Wanted;
import io.pointsman.registry.store.MovementFigures;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Movements: searched, and one of them with its past, its pin and its guard. */
final class MovementsPage {
  private static final int MOVEMENTS = 50;
  private static final int RUNS = 60;
  private static final int SHOWN_RUNS = 20;
  private static final int PROOFS = 5;
  private static final int CHANGES = 10;
  private static final int PIN_DAYS = 30;

  private final FleetHistory history;
  private final RoutingTables tables;
  private final Runs runs;
  private final Proofs proofs;
  private final Guards guards;
  private final NextDecision next;
  private final Changes changes;
  private final Pages pages;
  private final Clock clock;

  @Inject
  MovementsPage(
      FleetHistory history,
      RoutingTables tables,
      Runs runs,
      Proofs proofs,
      Guards guards,
      NextDecision next,
      Changes changes,
      Pages pages,
      Clock clock) {
    this.history = history;
    this.tables = tables;
    this.runs = runs;
    this.proofs = proofs;
    this.guards = guards;
    this.next = next;
    this.changes = changes;
    this.pages = pages;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/movements", this::list),
        Endpoint.get("/movement", context -> one(context, null)),
        Endpoint.post("/movement/pin", this::pin),
        Endpoint.post("/movement/unpin", this::unpin),
        Endpoint.post("/movement/release", this::release));
  }

  private void list(Context context) {
    String search = Pages.text(context.queryParam("q"));
    String cohort = Pages.text(context.queryParam("cohort"));
    Connector served = Pages.one(Connector.class, "served", context.queryParam("served"));
    String after = context.queryParam("after");
    boolean kept = "guard".equals(context.queryParam("kept"));
    Movements found =
        kept
            ? kept(after == null ? "" : after)
            : history.movements(MOVEMENTS, after == null ? "" : after, search, cohort, served);
    Map<String, Object> values = new HashMap<>();
    values.put("movements", found.movements().stream().map(MovementRow::of).toList());
    values.put("q", search == null ? "" : search);
    values.put("cohort", cohort == null ? "" : cohort);
    values.put("served", served == null ? "" : served.name());
    values.put("kept", kept);
    values.put("searched", search != null || cohort != null || served != null || after != null);
    values.put(
        "more",
        found.next() == null
            ? ""
            : Pages.link(
                "/movements",
                "kept",
                kept ? "guard" : null,
                "q",
                search,
                "cohort",
                cohort,
                "served",
                served == null ? null : served.name(),
                "after",
                found.next()));
    pages.show(context, "movements", values);
  }

  /** Those that a guard keeps on legacy. */
  private Movements kept(String after) {
    GuardPage page = guards.page(MOVEMENTS, after, true);
    return new Movements(
        history.movements(page.movements().stream().map(GuardedMovement::movementId).toList()),
        page.next());
  }

  private void one(Context context, RefusedException refused) {
    String id = id(context);
    Optional<MovementFigures> figures = history.movement(id);
    RunPage page = runs.page(RUNS, Long.MAX_VALUE, id);
    if (figures.isEmpty() && page.runs().isEmpty()) {
      throw RefusedException.notFound(
          "The movement '" + Movement.shown(id) + "' is neither registered nor ran it ever");
    }
    TableRevision newest = tables.newest();
    Optional<Pin> pin =
        newest.table().pins().stream().filter(one -> one.movement().equals(id)).findFirst();
    Map<String, Object> values = new HashMap<>();
    values.put("id", id);
    values.put("figures", figures.map(MovementRow::of).orElse(null));
    values.put("revision", newest.revision());
    values.put("pin", pin.map(one -> PinRow.of(one, clock.instant())).orElse(null));
    values.put("until", today().plusDays(PIN_DAYS).toString());
    values.put("today", today().toString());
    values.put("guard", guards.state(id));
    values.put("next", next.of(id).map(Decision::message).orElse(""));
    values.put("durations", DurationChart.of(page.runs()));
    values.put("runs", page.runs().stream().limit(SHOWN_RUNS).map(RunRow::of).toList());
    values.put(
        "moreRuns", page.runs().size() > SHOWN_RUNS ? Pages.link("/runs", "movement", id) : "");
    values.put(
        "proofs",
        proofs.page(PROOFS, Long.MAX_VALUE, id, null).proofs().stream()
            .map(io.pointsman.registry.page.ProofRow::of)
            .toList());
    values.put(
        "changes",
        changes
            .page(CHANGES, Long.MAX_VALUE, new Wanted(null, null, "guard/" + id))
            .lines()
            .stream()
            .map(AuditRow::of)
            .toList());
    values.put("refused", refused == null ? "" : refused.problem().detail());
    pages.show(context, "movement", values);
  }

  private static String id(Context context) {
    String id = Pages.text(context.queryParam("id"));
    if (id == null) {
      throw RefusedException.badRequest("The parameter id is missing; it is a movement's id");
    }
    return id;
  }

  private LocalDate today() {
    return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private void pin(Context context) {
    String id = id(context);
    pages.change(
        context,
        signed ->
            tables.edit(
                Requests.number("revision", String.valueOf(context.formParam("revision"))),
                signed,
                table -> table.withPin(newPin(context, id))),
        Pages.link("/movement", "id", id),
        refused -> one(context, refused));
  }

  private static Pin newPin(Context context, String id) {
    Connector connector = Pages.one(Connector.class, "connector", context.formParam("connector"));
    String owner = Pages.text(context.formParam("owner"));
    if (connector == null || owner == null) {
      throw RefusedException.badRequest("A pin needs a connector and an owner");
    }
    try {
      return new Pin(
          Movement.parse(id).id(),
          connector,
          LocalDate.parse(String.valueOf(context.formParam("until"))),
          context.formParam("why"),
          owner);
    } catch (DateTimeParseException e) {
      throw RefusedException.badRequest(
          "The pin's last day is '"
              + Movement.shown(String.valueOf(context.formParam("until")))
              + "'; a day such as 2027-01-31 is expected");
    }
  }

  private void unpin(Context context) {
    String id = id(context);
    pages.change(
        context,
        signed ->
            tables.edit(
                Requests.number("revision", String.valueOf(context.formParam("revision"))),
                signed,
                table -> table.withoutPin(id)),
        Pages.link("/movement", "id", id),
        refused -> one(context, refused));
  }

  private void release(Context context) {
    String id = id(context);
    pages.change(
        context,
        signed -> guards.release(Movement.parse(id), signed),
        Pages.link("/movement", "id", id),
        refused -> one(context, refused));
  }
}
