package io.pointsman.registry.http;

import com.google.inject.Inject;
import com.google.inject.Singleton;
import io.javalin.http.Context;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Percent;
import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.registry.api.AuditPage;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.page.AuditRow;
import io.pointsman.registry.page.ExecutionView;
import io.pointsman.registry.page.Moment;
import io.pointsman.registry.page.PageTemplates;
import io.pointsman.registry.page.PinRow;
import io.pointsman.registry.page.RuleRow;
import io.pointsman.registry.page.RunRow;
import io.pointsman.registry.service.Audit;
import io.pointsman.registry.service.Definitions;
import io.pointsman.registry.service.FleetBreaker;
import io.pointsman.registry.service.Guards;
import io.pointsman.registry.service.Ramps;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Runs;
import io.pointsman.registry.service.SignedChange;
import io.pointsman.registry.store.DefinitionKind;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The page: what runs where and why, and the levers. Works without scripts and without network. */
@Singleton
final class PageResource {
  private static final int RUNS = 50;
  private static final int DEMOTED = 20;

  private final RoutingTables tables;
  private final Runs runs;
  private final Definitions definitions;
  private final Ramps ramps;
  private final Guards guards;
  private final FleetBreaker breaker;
  private final Audit audit;
  private final PageTemplates templates;
  private final PageSafety safety;
  private final Clock clock;

  @Inject
  PageResource(
      RoutingTables tables,
      Runs runs,
      Definitions definitions,
      Ramps ramps,
      Guards guards,
      FleetBreaker breaker,
      Audit audit,
      PageTemplates templates,
      PageSafety safety,
      Clock clock) {
    this.tables = tables;
    this.runs = runs;
    this.definitions = definitions;
    this.ramps = ramps;
    this.guards = guards;
    this.breaker = breaker;
    this.audit = audit;
    this.templates = templates;
    this.safety = safety;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/", context -> overview(context, null)),
        Endpoint.get("/runs/{runId}", this::run),
        Endpoint.get("/audit", this::audit),
        Endpoint.post("/rules/{rule}", this::flip),
        Endpoint.post("/kill-switch", this::killSwitch),
        Endpoint.post("/ramps/{rule}", this::ramp),
        Endpoint.get("/assets/{file}", PageAssets::answer));
  }

  private void overview(Context context, RefusedException refused) {
    TableRevision newest = tables.newest();
    RoutingTable table = newest.table();
    String movement = context.queryParam("movement");
    RunPage page = runs.page(RUNS, Requests.before(context), movement);
    Map<String, Object> values = new HashMap<>();
    values.put("revision", newest);
    values.put("changedAt", Moment.of(newest.changedAt()));
    values.put("rules", RuleRow.of(table, ramps.list()));
    values.put("breaker", breaker.state());
    GuardPage demoted = guards.page(DEMOTED, "", true);
    values.put("demoted", demoted.movements());
    values.put("moreDemoted", demoted.next() != null);
    Instant now = clock.instant();
    values.put("pins", table.pins().stream().map(pin -> PinRow.of(pin, now)).toList());
    values.put("killSwitch", table.killSwitch());
    values.put("sources", definitions.count(DefinitionKind.SOURCE));
    values.put("catalogs", definitions.count(DefinitionKind.CATALOG));
    values.put("movements", definitions.count(DefinitionKind.MOVEMENT));
    values.put("runs", page.runs().stream().map(RunRow::of).toList());
    values.put("older", page.next() == null ? "" : page.next().toString());
    values.put("paged", context.queryParam("before") != null);
    values.put("movement", movement == null ? "" : movement);
    values.put("actor", safety.actor(context));
    values.put("token", safety.token());
    values.put("problem", refused == null ? "" : refused.problem().detail());
    show(context, "overview", values);
  }

  private void run(Context context) {
    List<ExecutionView> executions =
        runs.run(context.pathParam("runId")).stream().map(this::view).toList();
    show(context, "run", Map.of("runId", context.pathParam("runId"), "executions", executions));
  }

  private ExecutionView view(RunExecution execution) {
    Decision decision = execution.decision();
    Explanation explanation =
        decision == null ? null : Explanation.of(decision, table(decision.revision()));
    return ExecutionView.of(execution, explanation);
  }

  private RoutingTable table(long revision) {
    return tables.find(revision).map(TableRevision::table).orElse(null);
  }

  private void audit(Context context) {
    AuditPage page = audit.page(RUNS, Requests.before(context));
    show(
        context,
        "audit",
        Map.of(
            "entries",
            page.entries().stream().map(AuditRow::of).toList(),
            "older",
            page.next() == null ? "" : page.next().toString()));
  }

  private void flip(Context context) {
    String rule = context.pathParam("rule");
    change(
        context,
        table -> {
          RouteSetting earlier = table.route(rule);
          Percent percent = percent(context.formParam("percent"));
          return table.withRoute(rule, new RouteSetting.Split(percent, earlier.shadowPercent()));
        });
  }

  private void killSwitch(Context context) {
    boolean engaged = "true".equals(context.formParam("engaged"));
    change(
        context,
        table ->
            table.withKillSwitch(
                engaged
                    ? new KillSwitch(true, new TreeSet<>(), context.formParam("why"))
                    : KillSwitch.RELEASED));
  }

  private void ramp(Context context) {
    signed(
        context,
        change ->
            ramps.act(
                context.pathParam("rule"),
                RampAction.valueOf(String.valueOf(context.formParam("action"))),
                (int) Requests.number("step", String.valueOf(context.formParam("step"))),
                change));
  }

  /** Makes a change on the revision that the form was made from. */
  private void change(Context context, UnaryOperator<RoutingTable> edit) {
    signed(
        context,
        change ->
            tables.edit(
                Requests.number("revision", String.valueOf(context.formParam("revision"))),
                change,
                edit));
  }

  /** Makes a change that the form signs, and shows the page again. */
  private void signed(Context context, Consumer<SignedChange> make) {
    safety.requireOwnForm(context);
    try {
      String actor = context.formParam("actor");
      make.accept(new SignedChange(new Change(actor, context.formParam("why")), context.ip()));
      safety.remember(context, actor);
      context.redirect("/", io.javalin.http.HttpStatus.SEE_OTHER);
    } catch (RefusedException e) {
      context.status(e.problem().status());
      overview(context, e);
    } catch (IllegalArgumentException e) {
      context.status(400);
      overview(context, RefusedException.badRequest(e.getMessage()));
    }
  }

  private static Percent percent(String text) {
    try {
      return Percent.parse(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("The percentage " + e.getMessage());
    }
  }

  private void show(Context context, String template, Map<String, Object> values) {
    context.html(templates.render(template, values));
    PageSafety.protect(context);
  }
}
