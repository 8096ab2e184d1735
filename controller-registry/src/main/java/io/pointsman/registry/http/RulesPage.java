package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Percent;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.TableChange;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.history.Changes;
import io.pointsman.registry.page.AuditRow;
import io.pointsman.registry.page.Moment;
import io.pointsman.registry.page.PinRow;
import io.pointsman.registry.page.RampPicture;
import io.pointsman.registry.page.RuleRow;
import io.pointsman.registry.service.Ramps;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.RoutingTables;
import io.pointsman.registry.service.Simulations;
import io.pointsman.registry.store.AuditSearch.Wanted;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules, what a change of one would do, and the change. */
final class RulesPage {
  private static final int RULES = 200;
  private static final int PINS = 200;
  private static final int MOVES = 200;
  private static final int CHANGES = 10;
  private static final int DAYS = 30;
  private static final String TABLE = "routing-table";
  private static final int UNSEEN = 428;

  private final RoutingTables tables;
  private final Ramps ramps;
  private final Simulations simulations;
  private final Changes changes;
  private final Pages pages;
  private final Clock clock;

  @Inject
  RulesPage(
      RoutingTables tables,
      Ramps ramps,
      Simulations simulations,
      Changes changes,
      Pages pages,
      Clock clock) {
    this.tables = tables;
    this.ramps = ramps;
    this.simulations = simulations;
    this.changes = changes;
    this.pages = pages;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/rules", this::list),
        Endpoint.get("/rules/{rule}", context -> rule(context, context.queryParam("to"), null)),
        Endpoint.post("/rules/{rule}", this::set),
        Endpoint.post("/ramps/{rule}", this::steer));
  }

  private void list(Context context) {
    TableRevision newest = tables.newest();
    RoutingTable table = newest.table();
    int from = (int) Math.min(Integer.MAX_VALUE, Math.max(0, after(context)));
    List<RuleRow> rules = RuleRow.of(table, ramps.list());
    List<RuleRow> shown =
        rules.subList(Math.min(from, rules.size()), Math.min(from + RULES, rules.size()));
    Instant now = clock.instant();
    Map<String, Object> values = new HashMap<>();
    values.put("revision", newest);
    values.put("changedAt", Moment.of(newest.changedAt()));
    values.put("killSwitch", table.killSwitch());
    values.put("rules", shown);
    values.put("only", table.rules().isEmpty());
    values.put(
        "more",
        from + RULES < rules.size() ? Pages.link("/rules", "after", "" + (from + RULES)) : "");
    values.put("pins", table.pins().stream().limit(PINS).map(pin -> PinRow.of(pin, now)).toList());
    values.put("morePins", Math.max(0, table.pins().size() - PINS));
    values.put("changes", changes(new Wanted(null, null, TABLE)));
    pages.show(context, "rules", values);
  }

  private static long after(Context context) {
    String text = context.queryParam("after");
    return text == null ? 0 : Requests.number("after", text);
  }

  private List<AuditRow> changes(Wanted wanted) {
    return changes.page(CHANGES, Long.MAX_VALUE, wanted).lines().stream()
        .map(AuditRow::of)
        .toList();
  }

  private void rule(Context context, String asked, RefusedException refused) {
    String id = context.pathParam("rule");
    TableRevision newest = tables.newest();
    RoutingTable table = newest.table();
    if (!id.equals(Rule.DEFAULT) && table.rule(id).isEmpty()) {
      throw RefusedException.notFound("There is no rule '" + id + "'");
    }
    Optional<RampView> ramp =
        ramps.list().stream().filter(view -> view.rule().equals(id)).findFirst();
    Map<String, Object> values = new HashMap<>();
    values.put("revision", newest);
    values.put(
        "rule",
        RuleRow.of(table, ramp.stream().toList()).stream()
            .filter(row -> row.id().equals(id))
            .findFirst()
            .orElseThrow());
    values.put("ramp", ramp.map(RampPicture::of).orElse(null));
    values.put("changes", changes(new Wanted(null, null, ramp.isPresent() ? "ramp/" + id : TABLE)));
    values.put("ofTable", ramp.isEmpty());
    String to = Pages.text(asked);
    values.put("to", to == null ? "" : to);
    values.put("act", ramp.isPresent() && to != null ? act(ramp.get(), to) : "");
    values.put("report", null);
    values.put("simulated", "");
    String problem = refused == null ? "" : refused.problem().detail();
    if (to != null) {
      try {
        SimulationReport report = simulations.ofChange(change(id, to), DAYS, MOVES);
        values.put("report", report);
        values.put(
            "simulated", PageSafety.simulated(Caller.of(context), id, to, report.revision()));
      } catch (RefusedException e) {
        context.status(e.problem().status());
        problem = e.problem().detail();
      }
    }
    values.put("refused", problem);
    pages.show(context, "rule", values);
  }

  /** What has to be asked of a ramp so that it comes to stand on a step. */
  private static String act(RampView ramp, String to) {
    int now = ramp.state().step() + 1;
    if (to.equals("step:" + (now + 1))) {
      return RampAction.ADVANCE.name();
    }
    return to.equals("step:" + (now - 1)) ? RampAction.BACK.name() : "";
  }

  /** A connector, a ramp's step, or a percentage, which is looked at here so that it is named. */
  private static TableChange change(String rule, String to) {
    if (!to.equals("spark") && !to.equals("legacy") && !to.startsWith("step:")) {
      try {
        Percent.parse(to);
      } catch (IllegalArgumentException e) {
        throw RefusedException.badRequest("The percentage " + e.getMessage());
      }
    }
    return new TableChange(rule, to);
  }

  private void set(Context context) {
    String rule = context.pathParam("rule");
    pages.change(
        context,
        signed -> {
          String to = String.valueOf(Pages.text(context.formParam("to")));
          TableChange change = change(rule, to);
          long revision = revision(context);
          requireSimulated(context, rule, to, revision);
          tables.edit(revision, signed, change::applied);
        },
        "/rules/" + rule,
        refused -> rule(context, isUnseen(refused) ? context.formParam("to") : null, refused));
  }

  private void steer(Context context) {
    String rule = context.pathParam("rule");
    pages.change(
        context,
        signed -> {
          RampAction action = RampAction.valueOf(String.valueOf(context.formParam("action")));
          Gate.require(Caller.of(context), action.least());
          int step = step(context);
          Optional<String> to = to(action, step);
          if (to.isPresent()) {
            long revision = revision(context);
            requireSimulated(context, rule, to.get(), revision);
            long newest = tables.newest().revision();
            if (revision != newest) {
              throw RefusedException.staleRevision(revision, newest);
            }
          }
          ramps.act(rule, action, step, signed);
        },
        "/rules/" + rule,
        refused -> rule(context, isUnseen(refused) ? asked(context) : null, refused));
  }

  /** The step that an act would lead to, or empty when it moves nothing. */
  private static Optional<String> to(RampAction action, int step) {
    return switch (action) {
      case ADVANCE, APPROVE -> Optional.of("step:" + (step + 1));
      case BACK -> Optional.of("step:" + (step - 1));
      case PAUSE, RESUME -> Optional.empty();
    };
  }

  private static String asked(Context context) {
    return to(RampAction.valueOf(String.valueOf(context.formParam("action"))), step(context))
        .orElse(null);
  }

  private static int step(Context context) {
    return (int) Requests.number("step", String.valueOf(context.formParam("step")));
  }

  private static long revision(Context context) {
    return Requests.number("revision", String.valueOf(context.formParam("revision")));
  }

  /**
   * Nobody saves here what nobody was shown the consequences of.
   *
   * @throws RefusedException when this change was not simulated against this revision
   */
  private static void requireSimulated(Context context, String rule, String to, long revision) {
    if (!PageSafety.isSimulated(context, Caller.of(context), rule, to, revision)) {
      throw RefusedException.preconditionRequired(
          "What "
              + rule
              + " = "
              + Movement.shown(to)
              + " would do was not shown for revision "
              + revision
              + " before; it is shown below, and can be saved from there");
    }
  }

  /** Whether it was refused only because nobody had seen what it would do. */
  private static boolean isUnseen(RefusedException refused) {
    return refused.problem().status() == UNSEEN;
  }
}
