package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.DefinitionYaml;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.history.Changes;
import io.pointsman.registry.page.AuditRow;
import io.pointsman.registry.page.CatalogForm;
import io.pointsman.registry.page.SourceForm;
import io.pointsman.registry.service.Definitions;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.store.AuditSearch.Wanted;
import io.pointsman.registry.store.DefinitionKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the names of clusters and catalogs mean: seen, changed, exported and imported. */
final class SourcesPage {
  private static final int CHANGES = 10;

  private final Definitions definitions;
  private final Changes changes;
  private final Pages pages;

  @Inject
  SourcesPage(Definitions definitions, Changes changes, Pages pages) {
    this.definitions = definitions;
    this.changes = changes;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/sources", context -> list(context, "", null)),
        Endpoint.post("/sources/import", this::importDocument),
        Endpoint.get("/source", context -> source(context, null)),
        Endpoint.post("/source", this::setSource),
        Endpoint.post("/source/remove", context -> remove(context, DefinitionKind.SOURCE)),
        Endpoint.get("/catalog", context -> catalog(context, null)),
        Endpoint.post("/catalog", this::setCatalog),
        Endpoint.post("/catalog/remove", context -> remove(context, DefinitionKind.CATALOG)));
  }

  private void list(Context context, String document, RefusedException refused) {
    Map<String, Object> values = new HashMap<>();
    values.put(
        "sources",
        definitions.all(DefinitionKind.SOURCE).stream()
            .map(source -> SourceForm.of(source, ""))
            .toList());
    values.put(
        "catalogs",
        definitions.all(DefinitionKind.CATALOG).stream()
            .map(catalog -> CatalogForm.of(catalog, ""))
            .toList());
    values.put("document", document);
    values.put("imported", imported(context.queryParam("imported")));
    values.put("refused", said(refused));
    pages.show(context, "sources", values);
  }

  /** What an import did, as it is told by the address that it leads to. */
  private static String imported(String receipt) {
    if (receipt == null || !receipt.matches("\\d{1,9}-\\d{1,9}-\\d{1,9}")) {
      return "";
    }
    String[] counts = receipt.split("-", -1);
    return counts[0] + " added, " + counts[1] + " changed, " + counts[2] + " as they were";
  }

  private void importDocument(Context context) {
    String document = String.valueOf(context.formParam("document"));
    ImportReceipt[] receipt = new ImportReceipt[1];
    pages.change(
        context,
        signed -> {
          try {
            receipt[0] = definitions.importDefinitions(DefinitionYaml.read(document), signed);
          } catch (DefinitionYaml.InvalidException e) {
            throw RefusedException.invalid("The document", List.of(e.fault()));
          }
        },
        "/sources",
        refused -> list(context, document, refused));
    if (receipt[0] != null) {
      context.redirect(
          "/sources?imported="
              + receipt[0].added()
              + "-"
              + receipt[0].changed()
              + "-"
              + receipt[0].unchanged(),
          HttpStatus.SEE_OTHER);
    }
  }

  private void source(Context context, RefusedException refused) {
    form(
        context,
        refused,
        DefinitionKind.SOURCE,
        source -> SourceForm.of(source, Definitions.versionOf(source)),
        () -> SourceForm.said(context::formParam));
  }

  private void catalog(Context context, RefusedException refused) {
    form(
        context,
        refused,
        DefinitionKind.CATALOG,
        catalog -> CatalogForm.of(catalog, Definitions.versionOf(catalog)),
        () -> CatalogForm.said(context::formParam));
  }

  private <T> void form(
      Context context,
      RefusedException refused,
      DefinitionKind<T> kind,
      Function<T, Object> filled,
      java.util.function.Supplier<Object> said) {
    String name = Pages.text(context.queryParam("name"));
    // After a refusal the form is as it was sent: nothing has to be typed again.
    Object form =
        refused != null
            ? said.get()
            : name == null ? said.get() : filled.apply(definitions.one(kind, name));
    Map<String, Object> values = new HashMap<>();
    values.put("form", form);
    values.put("name", name == null ? "" : name);
    values.put(
        "changes",
        name == null
            ? List.of()
            : changes
                .page(CHANGES, Long.MAX_VALUE, new Wanted(null, null, kind.subject(name)))
                .lines()
                .stream()
                .map(AuditRow::of)
                .toList());
    values.put("refused", said(refused));
    pages.show(context, kind.word(), values);
  }

  private void setSource(Context context) {
    pages.change(
        context,
        signed -> {
          SourceDefinition source = SourceForm.said(context::formParam).definition();
          definitions.putSource(source, seen(context), signed);
        },
        "/sources",
        refused -> source(context, refused));
  }

  private void setCatalog(Context context) {
    pages.change(
        context,
        signed -> {
          CatalogDefinition catalog = CatalogForm.said(context::formParam).definition();
          definitions.putCatalog(catalog, seen(context), signed);
        },
        "/sources",
        refused -> catalog(context, refused));
  }

  private void remove(Context context, DefinitionKind<?> kind) {
    String name = String.valueOf(context.formParam("name"));
    pages.change(
        context,
        signed -> definitions.delete(kind, name, signed),
        "/sources",
        refused -> list(context, "", refused));
  }

  /** The version that the form was filled with; of a new one that nothing stands there yet. */
  private static Optional<String> seen(Context context) {
    return Optional.of(String.valueOf(context.formParam("version")));
  }

  private static String said(RefusedException refused) {
    if (refused == null) {
      return "";
    }
    return refused.problem().detail()
        + refused.problem().faults().stream()
            .map(fault -> "; " + fault)
            .collect(Collectors.joining());
  }
}
