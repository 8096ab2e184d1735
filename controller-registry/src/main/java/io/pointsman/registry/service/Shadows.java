package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Guard;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.ShadowBudget;
import io.pointsman.decider.ShadowUse;
import io.pointsman.decider.Standing;
import io.pointsman.registry.api.GrantedShadow;
import io.pointsman.registry.api.ShadowAllowance;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.EngineFigures;
import io.pointsman.registry.store.HistoryStore;
import io.pointsman.registry.store.MovementFigures;
import io.pointsman.registry.store.RoutingTableStore;
import io.pointsman.registry.store.ShadowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Counts shadows against their budgets. */
public final class Shadows {
  private final Database database;
  private final ShadowStore store;
  private final HistoryStore history;
  private final RoutingTableStore tables;
  private final AuditStore audit;

  @Inject
  Shadows(
      Database database,
      ShadowStore store,
      HistoryStore history,
      RoutingTableStore tables,
      AuditStore audit) {
    this.database = database;
    this.store = store;
    this.history = history;
    this.tables = tables;
    this.audit = audit;
  }

  /**
   * What shadows take now, or null where the movement's rule asks for none.
   *
   * @param settings of the request, which may say how many bytes there are to read
   */
  ShadowUse use(
      Handle handle,
      RoutingTable table,
      Movement movement,
      Standing standing,
      Map<String, String> settings) {
    Optional<Rule> rule = table.firstMatch(movement);
    if (!mayAsk(table, rule, standing)) {
      return null;
    }
    return new ShadowUse(
        store.taken(handle, null),
        rule.isPresent() && rule.get().shadowBudget().counts()
            ? store.taken(handle, rule.get().id())
            : null,
        expected(handle, movement, settings));
  }

  private static boolean mayAsk(RoutingTable table, Optional<Rule> rule, Standing standing) {
    return rule.map(one -> one.route().at(standing.step(one.id())).shadowPercent().hundredths())
                .orElse(table.defaultRoute().shadowPercent().hundredths())
            > 0
        || rule.map(Rule::guard).orElse(Guard.NONE).requireOwnProofs() > 0;
  }

  /** By the backup on offer, else by what the movement's runs read on average. */
  private Long expected(Handle handle, Movement movement, Map<String, String> settings) {
    String said = settings.get(RouteDecider.BACKUP_BYTES);
    if (said != null && said.matches("\\d{1,18}")) {
      return Long.valueOf(said);
    }
    return history
        .movement(handle, movement.id())
        .flatMap(figures -> usual(figures).findFirst())
        .map(figures -> Math.round(figures.bytes() / figures.runs()))
        .orElse(null);
  }

  private static Stream<EngineFigures> usual(MovementFigures figures) {
    return Stream.of(figures.spark(), figures.legacy())
        .filter(engine -> engine.runs() > 0 && engine.bytes() > 0);
  }

  /** A decision that grants a shadow was recorded. */
  void granted(Handle handle, Decision decision) {
    store.grant(
        handle,
        decision,
        decision.standing().shadows().expectedBytes(),
        tables.newest(handle).table().shadowBudget(decision.rule()).hours());
  }

  /** The shadow is over, or will never be: another has its place. */
  void over(Handle handle, String runId, int execution, String why) {
    store.end(handle, runId, execution, why);
  }

  /**
   * Ends a shadow by a person's word.
   *
   * @throws RefusedException when there is none, or it is ended already
   */
  public GrantedShadow end(String runId, int execution, SignedChange change) {
    return database.write(
        handle -> {
          GrantedShadow before =
              store
                  .find(handle, runId, execution)
                  .orElseThrow(
                      () ->
                          RefusedException.notFound(
                              "Execution "
                                  + execution
                                  + " of run '"
                                  + runId
                                  + "' was granted no shadow"));
          if (!store.end(
              handle,
              runId,
              execution,
              "by " + change.change().actor() + ": " + change.change().why())) {
            throw RefusedException.conflict(
                "The shadow of run '"
                    + runId
                    + "' is over since "
                    + before.endedAt()
                    + ": "
                    + before.endedWhy());
          }
          GrantedShadow after = store.find(handle, runId, execution).orElseThrow();
          audit.add(
              handle, change.signature(), "shadow/" + runId + "#" + execution, before, after, null);
          return after;
        });
  }

  /** Shadows older than {@code before}, newest first, with what is left of the budgets. */
  public ShadowPage page(int limit, long before, boolean runningOnly) {
    return database.read(
        handle -> {
          List<GrantedShadow> found = store.page(handle, limit + 1, before, runningOnly);
          boolean more = found.size() > limit;
          return new ShadowPage(
              budgets(handle),
              more ? found.subList(0, limit) : found,
              more ? (Long) found.get(limit - 1).cursor() : null);
        });
  }

  private List<ShadowAllowance> budgets(Handle handle) {
    RoutingTable table = tables.newest(handle).table();
    List<ShadowAllowance> budgets = new ArrayList<>();
    budgets.add(allowance(handle, null, table.shadowBudget(), table.shadowBudget().hours()));
    for (Rule rule : table.rules()) {
      if (!rule.shadowBudget().equals(ShadowBudget.FLEETS)) {
        budgets.add(
            allowance(
                handle, rule.id(), rule.shadowBudget(), table.shadowBudget(rule.id()).hours()));
      }
    }
    return budgets;
  }

  private ShadowAllowance allowance(Handle handle, String rule, ShadowBudget budget, int hours) {
    ShadowUse.Taken taken = store.taken(handle, rule);
    return new ShadowAllowance(
        rule, budget.atOnce(), taken.running(), budget.bytesPerDay(), taken.bytesToday(), hours);
  }
}
