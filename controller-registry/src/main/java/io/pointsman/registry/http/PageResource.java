package io.pointsman.registry.http;

import com.google.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** The page: what runs where and why, and the levers. Works without scripts and without network. */
final class PageResource {
  private final List<Endpoint> endpoints;

  @Inject
  PageResource(
      OverviewPage overview,
      RulesPage rules,
      MovementsPage movements,
      RunsPage runs,
      RecordsPage records,
      SourcesPage sources) {
    this.endpoints =
        Stream.of(
                overview.endpoints(),
                rules.endpoints(),
                movements.endpoints(),
                runs.endpoints(),
                records.endpoints(),
                sources.endpoints(),
                List.of(Endpoint.get("/assets/{file}", PageAssets::answer)))
            .flatMap(List::stream)
            .toList();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }
}
