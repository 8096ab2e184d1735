package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.history.FleetHistory;
import io.pointsman.registry.history.FleetHistory.Overview;
import io.pointsman.registry.page.Attention;
import io.pointsman.registry.page.CountRow;
import io.pointsman.registry.page.Figures;
import io.pointsman.registry.page.GroupRow;
import io.pointsman.registry.page.Moment;
import io.pointsman.registry.page.RunRow;
import io.pointsman.registry.page.ShareChart;
import io.pointsman.registry.service.Definitions;
import io.pointsman.registry.service.FleetBreaker;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Runs;
import io.pointsman.registry.store.DayFigure.Figure;
import io.pointsman.registry.store.DefinitionKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What needs a person, first; then who serves what, and how far the migration is. */
final class OverviewPage {
  private static final int DAYS = 30;
  private static final int RUNS = 8;
  private static final int GROUPS = 12;

  private final RoutingTables tables;
  private final Runs runs;
  private final Definitions definitions;
  private final FleetBreaker breaker;
  private final FleetHistory history;
  private final Attentions attentions;
  private final Pages pages;

  @Inject
  OverviewPage(
      RoutingTables tables,
      Runs runs,
      Definitions definitions,
      FleetBreaker breaker,
      FleetHistory history,
      Attentions attentions,
      Pages pages) {
    this.tables = tables;
    this.runs = runs;
    this.definitions = definitions;
    this.breaker = breaker;
    this.history = history;
    this.attentions = attentions;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/", context -> show(context, null)),
        Endpoint.post("/kill-switch", this::killSwitch),
        Endpoint.post("/breaker", this::closeBreaker));
  }

  private void show(Context context, RefusedException refused) {
    TableRevision newest = tables.newest();
    RoutingTable table = newest.table();
    Overview overview = history.overview(DAYS, Attentions.LISTED + 1);
    Map<String, Object> values = new HashMap<>();
    values.put("revision", newest);
    values.put("changedAt", Moment.of(newest.changedAt()));
    values.put("killSwitch", table.killSwitch());
    values.put("breaker", breaker.state());
    List<Attention> attention = attentions.of(table, overview);
    values.put("attention", attention);
    values.put(
        "charts",
        List.of(
            chart("Movements", Figure.MOVEMENTS, overview),
            ShareChart.of(
                "Bytes read",
                Figure.BYTES,
                overview.days(),
                overview.today(),
                DAYS,
                Figures::bytes),
            chart("Runs", Figure.RUNS, overview)));
    values.put("days", DAYS);
    values.put("cohorts", GroupRow.of(overview.cohorts(), "no cohort", GROUPS));
    values.put("rules", GroupRow.of(overview.rules(), "no rule: pinned, or not run yet", GROUPS));
    values.put("fallbacks", CountRow.of(Figure.FALLBACKS, overview.days(), overview.today()));
    values.put("failures", CountRow.of(Figure.FAILED, overview.days(), overview.today()));
    values.put("proofs", CountRow.of(Figure.PROOFS, overview.days(), overview.today()));
    values.put("open", overview.open().count());
    values.put("sources", definitions.count(DefinitionKind.SOURCE));
    values.put("catalogs", definitions.count(DefinitionKind.CATALOG));
    values.put("movements", definitions.count(DefinitionKind.MOVEMENT));
    values.put(
        "runs", runs.page(RUNS, Long.MAX_VALUE, null).runs().stream().map(RunRow::of).toList());
    values.put("refused", refused == null ? "" : refused.problem().detail());
    pages.show(context, "overview", values);
  }

  private static ShareChart chart(String name, Figure figure, Overview overview) {
    return ShareChart.of(name, figure, overview.days(), overview.today(), DAYS, Figures::count);
  }

  private void killSwitch(Context context) {
    boolean engaged = "true".equals(context.formParam("engaged"));
    pages.change(
        context,
        change ->
            tables.edit(
                Requests.number("revision", String.valueOf(context.formParam("revision"))),
                change,
                table ->
                    table.withKillSwitch(
                        engaged
                            ? new KillSwitch(true, new TreeSet<>(), context.formParam("why"))
                            : KillSwitch.RELEASED)),
        "/",
        refused -> show(context, refused));
  }

  private void closeBreaker(Context context) {
    pages.change(context, breaker::close, "/", refused -> show(context, refused));
  }
}
