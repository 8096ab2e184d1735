package io.pointsman.it.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.Chromium;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.client.RegistryClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's page in a real browser. */
class RegistryPageIT {
  private static final Change CHANGE = new Change("someone", "to see the page");
  private static final String TABLE =
      """
      salt: pointsman
      rules:
        - id: tier-3
          match: {cohort: [tier-3]}
          route: {sparkPercent: 12.5}
      default: {route: {connector: legacy}}
      """;

  @TempDir Path dir;

  @Test
  void anEmptyRegistrySaysWhatToDo() throws Exception {
    Chromium browser = Chromium.require(dir);
    try (RegistryServer registry =
        RegistryServer.start(RegistryConfig.local(0, dir.resolve("empty.db")))) {
      assertThat(browser.document(registry.uri(), 1200)).contains("./pointsman");
    }
  }

  @Test
  void rulesWithTheirPercentagesAndRunsAreShownAlsoOnANarrowWindow() throws Exception {
    Chromium browser = Chromium.require(dir);
    try (RegistryServer registry =
        RegistryServer.start(RegistryConfig.local(0, dir.resolve("registry.db")))) {
      RegistryClient client = new RegistryClient(registry.uri());
      client.putSource(
          new SourceDefinition(
              "members", "s3://backups/prod", "medusa", null, null, false, null, null, null),
          CHANGE);
      client.putCatalog(
          new CatalogDefinition(
              "lake", Map.of("type", "rest", "uri", "https://catalog.example.com"), null),
          CHANGE);
      client.putRoutingTable(TABLE, client.routingTable().revision(), CHANGE, false);
      client.decide(
          new DecisionRequest(
              "run-4711",
              Instant.now(),
              Movement.parse("members/profiles/by_id -> lake.members.profiles"),
              null,
              null,
              null,
              false,
              1,
              Map.of()));
      for (int width : new int[] {1200, 360}) {
        assertThat(browser.document(registry.uri(), width))
            .contains("tier-3")
            .contains("12.5")
            .contains("run-4711")
            .contains("members/profiles/by_id");
      }
    }
  }
}
