package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.history.Changes;
import io.pointsman.registry.page.AuditRow;
import io.pointsman.registry.page.BudgetRow;
import io.pointsman.registry.page.ChangeView;
import io.pointsman.registry.page.ProofRow;
import io.pointsman.registry.page.ShadowRow;
import io.pointsman.registry.service.Proofs;
import io.pointsman.registry.service.Shadows;
import io.pointsman.registry.store.AuditSearch.Wanted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is only ever added to: proofs, and the audit. */
final class RecordsPage {
  private static final int ROWS = 50;

  /** What subjects of the audit begin with. */
  private static final List<String> KINDS =
      List.of(
          "routing-table",
          "ramp",
          "guard",
          "breaker",
          "movement",
          "source",
          "catalog",
          "token",
          "destination",
          "shadow");

  private final Proofs proofs;
  private final Shadows shadows;
  private final Changes changes;
  private final Pages pages;

  @Inject
  RecordsPage(Proofs proofs, Shadows shadows, Changes changes, Pages pages) {
    this.proofs = proofs;
    this.shadows = shadows;
    this.changes = changes;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/proofs", this::proofs),
        Endpoint.get("/audit", this::audit),
        Endpoint.get("/audit/{id}", this::change));
  }

  private void proofs(Context context) {
    String movement = Pages.text(context.queryParam("movement"));
    ProofResult result = Pages.one(ProofResult.class, "result", context.queryParam("result"));
    ProofPage page = proofs.page(ROWS, Requests.before(context), movement, result);
    Map<String, Object> values = new HashMap<>();
    values.put("proofs", page.proofs().stream().map(ProofRow::of).toList());
    values.put("movement", movement == null ? "" : movement);
    values.put("result", result == null ? "" : result.name());
    values.put("results", ProofResult.values());
    ShadowPage running = shadows.page(ROWS, Long.MAX_VALUE, true);
    values.put("budgets", running.budgets().stream().map(BudgetRow::of).toList());
    values.put("running", running.shadows().stream().map(ShadowRow::of).toList());
    values.put("paged", context.queryParam("before") != null);
    values.put(
        "older",
        page.next() == null
            ? ""
            : Pages.link(
                "/proofs",
                "movement",
                movement,
                "result",
                result == null ? null : result.name(),
                "before",
                page.next().toString()));
    pages.show(context, "proofs", values);
  }

  private void audit(Context context) {
    String actor = Pages.text(context.queryParam("actor"));
    String kind = Pages.text(context.queryParam("kind"));
    String subject = Pages.text(context.queryParam("subject"));
    Changes.Page page =
        changes.page(ROWS, Requests.before(context), new Wanted(actor, kind, subject));
    Map<String, Object> values = new HashMap<>();
    values.put("entries", page.lines().stream().map(AuditRow::of).toList());
    values.put("by", actor == null ? "" : actor);
    values.put("kind", kind == null ? "" : kind);
    values.put("kinds", KINDS);
    values.put("subject", subject == null ? "" : subject);
    values.put(
        "older",
        page.next() == null
            ? ""
            : Pages.link(
                "/audit",
                "actor",
                actor,
                "kind",
                kind,
                "subject",
                subject,
                "before",
                page.next().toString()));
    pages.show(context, "audit", values);
  }

  private void change(Context context) {
    long id = Requests.number("id", context.pathParam("id"));
    pages.show(context, "change", Map.of("id", id, "change", ChangeView.of(changes.one(id))));
  }
}
