package io.pointsman.it.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.it.Chromium;
import io.pointsman.it.Chromium.Scheme;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.TokenFile;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
        - id: tier-1
          match: {cohort: [tier-1]}
          ramp: [{percent: 0, shadowPercent: 100, hold: 72h, cleanProofs: 10}, {percent: 25, approval: true}, {percent: 100}]
          guard: {requireOwnProofs: 1, demoteAfterFallbacks: 2, cooldownRuns: 5}
      pins:
        - {movement: "members/profiles/t1 -> lake.members.t1", connector: spark, until: 2999-01-31, why: "the first", owner: ana}
      default: {route: {connector: legacy}}
      """;

  /** What an engineer sees first on a small telephone, and on a desk. */
  private static final List<Integer> WIDTHS = List.of(320, 1200);

  @TempDir private static Path dir;
  private static Chromium browser;
  private static Path tokenFile;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.require(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void everyViewOfAnEmptyRegistryFitsAndSaysWhatToDo() throws Exception {
    try (RegistryServer registry = registry("empty.db")) {
      browser.window(320, Scheme.LIGHT);
      login(registry);
      for (String view :
          List.of(
              "/movements",
              "/sources",
              "/source",
              "/catalog",
              "/runs",
              "/proofs",
              "/rules/default",
              "/")) {
        look(registry, view, "320-empty");
      }
      assertThat(browser.text()).contains("./pointsman source set NAME");
    }
  }

  @Test
  void everyViewFitsASmallAndALargeWindowByDayAndByNight() throws Exception {
    try (RegistryServer registry = registry("full.db")) {
      RegistryClient client = client(registry);
      fill(client);
      browser.window(1200, Scheme.LIGHT);
      login(registry);
      browser.open(registry.uri());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> browser.text().contains("SPARK_LOST") && browser.text().contains("tier-3"));
      String id = URLEncoder.encode(movement(2).id(), StandardCharsets.UTF_8);
      for (int width : WIDTHS) {
        browser.window(width, Scheme.LIGHT);
        for (String view :
            List.of(
                "/",
                "/rules",
                "/rules/tier-1?to=step:2",
                "/rules/tier-3?to=100",
                "/movements",
                "/movement?id=" + id,
                "/sources",
                "/source?name=members",
                "/catalog?name=lake",
                "/runs",
                "/runs/run-pinned",
                "/proofs",
                "/audit",
                "/audit/2")) {
          look(registry, view, Integer.toString(width));
        }
      }
      browser.window(1200, Scheme.DARK);
      look(registry, "/", "dark");
      look(registry, "/runs/run-pinned", "dark");
      assertThat(browser.text())
          .contains("Spark did not serve", "served by LEGACY", "How it was decided");
    }
  }

  @Test
  void aRuleIsRaisedWithTheKeyboardAloneOnceOneHasSeenWhatMoves() throws Exception {
    try (RegistryServer registry = registry("keyboard.db")) {
      RegistryClient client = client(registry);
      fill(client);
      browser.window(1200, Scheme.LIGHT);
      login(registry);
      browser.open(registry.uri());
      follow("it.textContent === 'Rules'");
      follow("it.textContent === 'tier-3'");
      browser.tabTo("it.name === 'to'");
      browser.type("100");
      int loads = browser.loads();
      browser.press("Enter");
      await().until(() -> browser.loads() > loads && browser.text().contains("would do"));
      assertThat(browser.text()).contains("to SPARK", "0 back to LEGACY");
      browser.tabTo("it.name === 'why'");
      browser.type("it was clean for a week");
      browser.tabTo("it.name === 'actor'");
      browser.type("ana");
      follow("it.textContent.trim() === 'Save: tier-3 = 100'");
      assertThat(browser.text()).contains("100 % to Spark", "it was clean for a week");
      assertThat(client.audit(1, null).entries().get(0).actor()).isEqualTo("ana");
      assertThat(client.routingTable().table().route("tier-3").sparkShare().hundredths())
          .isEqualTo(10_000);
    }
  }

  @Test
  void aSourceIsMadeWithTheKeyboardAlone() throws Exception {
    try (RegistryServer registry = registry("source.db")) {
      RegistryClient client = client(registry);
      browser.window(320, Scheme.LIGHT);
      login(registry);
      browser.open(registry.uri().resolve("/sources"));
      follow("it.textContent === 'New source'");
      browser.tabTo("it.name === 'name'");
      browser.type("members");
      browser.tabTo("it.name === 'backupUri'");
      browser.type("s3://backups/members");
      browser.tabTo("it.name === 'maxSkew'");
      browser.type("2h");
      browser.tabTo("it.name === 'why'");
      browser.type("the first cluster");
      follow("it.textContent.trim() === 'Make it'");
      await().until(() -> browser.text().contains("s3://backups/members"));
      assertThat(client.sources().get(0).maxSkew()).isEqualTo(Duration.ofHours(2));
      assertThat(client.audit(1, null).entries().get(0).why()).isEqualTo("the first cluster");
    }
  }

  @Test
  void whatHappensIsShownWhileOneWatchesAndWithoutScriptsOnTheNextLook() throws Exception {
    try (RegistryServer registry = registry("live.db")) {
      RegistryClient client = client(registry);
      furnish(client);
      browser.window(1200, Scheme.LIGHT);
      login(registry);
      browser.open(registry.uri().resolve("/runs"));
      int loads = browser.loads();
      client.decide(request("run-seen", movement(1)));
      await().atMost(Duration.ofSeconds(60)).until(() -> browser.text().contains(movement(1).id()));
      assertThat(browser.loads()).as("nothing was loaded anew").isEqualTo(loads);
      browser.scripts(false);
      try {
        client.decide(request("run-later", movement(2)));
        browser.open(registry.uri().resolve("/runs"));
        assertThat(browser.text()).contains(movement(2).id(), "Overview").doesNotContain("Live");
      } finally {
        browser.scripts(true);
      }
    }
  }

  private static void look(RegistryServer registry, String view, String how) throws Exception {
    int complained = browser.complaints().size();
    URI address = URI.create(registry.uri() + view);
    browser.open(address);
    String name = how + view.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
    browser.picture(Path.of("target", "pages", name + ".png"));
    assertThat(browser.evaluate("document.documentElement.scrollWidth - window.innerWidth").asInt())
        .as("%s, %s: wider than the window", view, how)
        .isLessThanOrEqualTo(0);
    assertThat(browser.evaluate("document.title").asText()).endsWith("· Pointsman");
    assertThat(browser.complaints().subList(complained, browser.complaints().size()))
        .as("%s, %s: complaints of the browser", view, how)
        .isEmpty();
    assertThat(browser.requests())
        .as("%s, %s: requests to others", view, how)
        .allMatch(asked -> asked.getHost().equals("127.0.0.1"));
  }

  /** Comes to a link or a button by Tab, presses it, and waits for the page behind it. */
  private static void follow(String condition) throws Exception {
    browser.tabTo(condition);
    int loads = browser.loads();
    browser.press("Enter");
    await().atMost(Duration.ofSeconds(60)).until(() -> browser.loads() > loads);
  }

  private static RegistryServer registry(String file) {
    tokenFile = TokenFile.beside(dir.resolve(file));
    return RegistryServer.start(RegistryConfig.local(0, dir.resolve(file)));
  }

  private static RegistryClient client(RegistryServer registry) {
    return new RegistryClient(registry.uri(), RegistryToken.inFile(tokenFile));
  }

  /** As a person does: whoever comes for the first time is asked for a token. */
  private static void login(RegistryServer registry) throws Exception {
    browser.open(registry.uri());
    assertThat(browser.text()).contains("Log in", "registry.token");
    browser.tabTo("it.name === 'secret'");
    browser.type(Files.readString(tokenFile).strip());
    int loads = browser.loads();
    browser.press("Enter");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> browser.loads() > loads && browser.text().contains("Needs a person"));
  }

  private static void furnish(RegistryClient client) throws RegistryException {
    client.putSource(SourceDefinition.of("members", "s3://backups/prod", "medusa"), CHANGE);
    client.putCatalog(
        new CatalogDefinition(
            "lake", Map.of("type", "rest", "uri", "https://catalog.example.com"), null),
        CHANGE);
  }

  private static void fill(RegistryClient client) throws RegistryException {
    furnish(client);
    StringBuilder csv = new StringBuilder("source,destination,cohort,owner\n");
    for (int i = 0; i < 30; i++) {
      csv.append("members/profiles/t%d,lake.members.t%d,tier-%d,ana%n".formatted(i, i, 1 + i % 3));
    }
    csv.append(
        "members/a_keyspace_with_a_name_that_goes_on_and_on/and_a_table_with_another_such_name,"
            + "lake.analytics.and_a_table_with_another_such_name,tier-3,the-team-with-a-long-name\n");
    client.importMovements(csv.toString(), CHANGE);
    client.putRoutingTable(TABLE, client.routingTable().revision(), CHANGE, false);
    for (int i = 0; i < 60; i++) {
      Decision decision = client.decide(request("run-" + i, movement(i % 30)));
      if (i % 10 != 9) {
        client.reportOutcome(outcome(decision, i));
      }
    }
    Decision pinned = client.decide(request("run-pinned", movement(1)));
    assertThat(pinned.route()).isEqualTo(Route.SPARK);
    client.reportOutcome(outcome(pinned, 0));
  }

  private static Movement movement(int table) {
    return Movement.parse("members/profiles/t" + table + " -> lake.members.t" + table);
  }

  private static DecisionRequest request(String runId, Movement movement) {
    return new DecisionRequest(
        runId, Instant.now(), movement, null, null, null, false, 1, Map.of());
  }

  /** Every tenth of those that are decided for Spark falls back. */
  private static Outcome outcome(Decision decision, int number) {
    Connector served =
        decision.route() == Route.SPARK && number % 10 > 0 ? Connector.SPARK : Connector.LEGACY;
    boolean asDecided = served.name().equals(decision.route().name());
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        served,
        asDecided ? null : FailureReason.SPARK_LOST,
        asDecided ? null : "the driver on worker-3 died: no heartbeat since 10:01:12",
        200_000L + number,
        7_340_032L * (number + 1),
        3.5,
        null,
        12.5 + number,
        4711L + number,
        null,
        null,
        decision,
        Instant.now());
  }
}
