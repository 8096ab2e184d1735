package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.Change;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest extends LoggedIn {
  @Test
  void anEmptyRegistrySaysWhatToDo() throws Exception {
    assertThat(registry.get("/").body())
        .contains("No run has asked yet", "pointsman register --conductor URL")
        .contains("pointsman source set NAME", "Nothing was served in the last 30 days")
        .contains("Known: 0 sources, 0 catalogs, 0 movements");
    assertThat(registry.get("/rules").body())
        .contains("There is only the default", "No movement is pinned");
    assertThat(registry.get("/movements").body()).contains("pointsman import movements.csv");
    assertThat(registry.get("/runs").body()).contains("No run has asked yet");
    assertThat(registry.get("/runs?went=otherwise").body()).contains("Nothing went otherwise");
    assertThat(registry.get("/proofs").body()).contains("No comparison was reported yet");
  }

  @Test
  void aMovementIsPinnedAndLetGoByItsForms() throws Exception {
    registry.furnish();
    registry.client().decide(request("run-1"));
    String id = URLEncoder.encode(MOVEMENT.id(), StandardCharsets.UTF_8);
    String pin =
        "connector=SPARK&until=2999-01-31&owner=ana&actor=ana&why=first&revision=1&token="
            + token();
    assertThat(post("/movement/pin?id=" + id, pin).statusCode()).isEqualTo(303);
    assertThat(registry.get("/movement?id=" + id).body())
        .contains("Pinned", "until 2999-01-31", "/runs/run-1", "If it ran now: <b>SPARK");
    assertThat(registry.get("/rules").body()).contains("2999-01-31");
    String soon = pin.replace("2999-01-31", "soon").replace("revision=1", "revision=2");
    assertThat(post("/movement/pin?id=" + id, soon).body())
        .contains("The pin&#39;s last day is &#39;soon&#39;");
    String unpin = "actor=ana&why=over&revision=2&token=" + token();
    assertThat(post("/movement/unpin?id=" + id, unpin).statusCode()).isEqualTo(303);
    assertThat(registry.client().routingTable().table().pins()).isEmpty();
    assertThat(registry.get("/movement?id=nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void movementsThatAGuardKeepsAreListedAndLetGoByTheirForm() throws Exception {
    registry.furnish();
    registry.apply(
        """
        salt: pointsman
        rules:
          - id: all
            match: {}
            route: {connector: spark}
            guard: {demoteAfterFallbacks: 1}
        default: {route: {connector: legacy}}
        """);
    assertThat(registry.get("/movements?kept=guard").body()).contains("No guard keeps any");
    Decision decision = registry.client().decide(request("run-1"));
    registry
        .client()
        .reportOutcome(outcome(decision, Connector.LEGACY, FailureReason.SPARK_LOST, "it died"));
    awaitFollowed("/movements?kept=guard", "members/ks/profiles");
    String id = URLEncoder.encode(MOVEMENT.id(), StandardCharsets.UTF_8);
    assertThat(registry.get("/movement?id=" + id).body())
        .contains("guard keeps it on legacy", "If it ran now: <b>LEGACY");
    assertThat(registry.get("/").body()).contains("is kept on legacy by its guard");
    String release = "actor=ana&why=mended&token=" + token();
    assertThat(post("/movement/release?id=" + id, release).statusCode()).isEqualTo(303);
    assertThat(registry.get("/movement?id=" + id).body()).contains("If it ran now: <b>SPARK");
    assertThat(post("/movement/release?id=" + id, release).body()).contains("is not demoted");
  }

  @Test
  void theAuditIsSearchedAndEachChangeIsShownAsWhatDiffers() throws Exception {
    registry.setDefault("12.5");
    registry.client().putSource(TestRegistry.source("members"), new Change("bob", "new cluster"));
    assertThat(registry.get("/audit?actor=bob").body())
        .contains("source/members", "new cluster")
        .doesNotContain("routing-table, revision 2");
    assertThat(registry.get("/audit?subject=routing-table").body())
        .contains("routing-table, revision 2")
        .doesNotContain("source/members");
    awaitFollowed("/audit?kind=source", "source/members");
    assertThat(registry.get("/audit/3").body())
        .contains("default.route.sparkPercent", "12.5", "legacy");
    assertThat(registry.get("/audit/99").statusCode()).isEqualTo(404);
  }

  @Test
  void whatHappenedIsCountedForTheOverviewAndTheMovement() throws Exception {
    registry.furnish();
    registry.setDefault("100");
    Decision first = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(TestRegistry.served(first, Connector.SPARK));
    Decision second = registry.client().decide(request("run-2"));
    registry
        .client()
        .reportOutcome(outcome(second, Connector.LEGACY, FailureReason.SPARK_LOST, "it died"));
    Decision third = registry.client().decide(request("run-3"));
    registry.client().reportOutcome(TestRegistry.failed(third, FailureReason.LEGACY_FAILED));
    registry.client().reportProof(TestRegistry.proof("proof-1", second, ProofResult.MISMATCH));
    awaitFollowed("/proofs?result=MISMATCH", "run-2");
    awaitFollowed("/", "was not served");
    assertThat(registry.get("/").body())
        .contains("2 in 30 days, 50 % of it by SPARK")
        .contains(
            "/runs?failure=SPARK_LOST", "/runs?failure=LEGACY_FAILED", "/proofs?result=MISMATCH")
        .contains("0 SPARK, 1 LEGACY");
    assertThat(registry.get("/runs?failure=SPARK_LOST").body())
        .contains("/runs/run-2\"")
        .doesNotContain("/runs/run-1\"", "/runs/run-3\"");
    assertThat(registry.get("/movements?q=PROFILES").body()).contains("12.5 s", "LEGACY_FAILED");
    assertThat(registry.get("/movements?q=other").body()).contains("No movement is like that");
    assertThat(registry.get("/movements?served=SPARK").body()).contains("No movement is like that");
    assertThat(registry.get("/movements?served=neither").statusCode()).isEqualTo(400);
  }

  @Test
  void nothingThatIsShownCanBeMarkup() throws Exception {
    registry
        .client()
        .putRoutingTable(
            """
            salt: pointsman
            rules: [{id: a, match: {cohort: "<img src=x>"}, route: {connector: spark}}]
            default: {route: {connector: legacy}}
            """,
            1,
            new Change("<script>alert(1)</script>", "\"><b>"),
            false);
    String page = registry.get("/rules").body();
    assertThat(page)
        .doesNotContain("<script>", "<img src=x", "\"><b>")
        .contains("&lt;script&gt;alert(1)", "&lt;img src=x&gt;");
    assertThat(registry.get("/audit").body()).doesNotContain("<script>alert");
  }

  @Test
  void everyPageAllowsNothingButItself() throws Exception {
    HttpResponse<String> page = registry.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body())
        .doesNotContain("http://", "https://", "style=\"", "onclick", "<script>", "<style")
        .containsOnlyOnce("<script src=\"/assets/pointsman.js\"");
    assertThat(registry.get("/assets/pointsman.js").headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(registry.get("/assets/pointsman.css").headers().firstValue("Content-Type"))
        .hasValue("text/css; charset=utf-8");
    assertThat(registry.get("/assets/..%2fopenapi.yaml").statusCode()).isIn(400, 404);
    assertThat(registry.get("/assets/overview.peb").statusCode()).isEqualTo(404);
  }

  @Test
  void aFallbackIsShownInTheListAndItsWayOnItsPage() throws Exception {
    registry.furnish();
    registry.setDefault("100");
    Decision decision = registry.client().decide(request("run-1"));
    registry
        .client()
        .reportOutcome(
            outcome(decision, Connector.LEGACY, FailureReason.SPARK_LOST, "the driver died"));
    assertThat(registry.get("/").body())
        .contains("fell back", "SPARK_LOST", "the driver died", "200\u202f000", "/runs/run-1");
    String run = registry.get("/runs/run-1").body();
    assertThat(run)
        .contains("decided SPARK", "Spark did not serve", "served by LEGACY")
        .contains("published and reported", "Iceberg snapshot 4711")
        .contains("the same route", "gives bucket " + decision.bucket())
        .contains("backup-1 of members");
    assertThat(registry.get("/runs/none").statusCode()).isEqualTo(404);
  }

  @Test
  void runsAreShownInPagesAndByMovement() throws Exception {
    registry.furnish();
    for (int i = 0; i < 60; i++) {
      registry.client().decide(request("run-" + i));
    }
    String page = registry.get("/runs").body();
    assertThat(page).contains("/runs/run-59\"", "/runs/run-10\"").doesNotContain("/runs/run-9\"");
    Matcher older = Pattern.compile("href=\"(/runs\\?before=\\d+)\"").matcher(page);
    assertThat(older.find()).isTrue();
    assertThat(registry.get(older.group(1)).body()).contains("/runs/run-9\"", "/runs/run-0\"");
    String movement = URLEncoder.encode(MOVEMENT.id(), StandardCharsets.UTF_8);
    assertThat(registry.get("/runs?movement=" + movement).body()).contains("/runs/run-59\"");
    assertThat(registry.get("/runs?movement=other").body()).contains("Nothing here.");
    assertThat(registry.get("/runs?went=open").body()).contains("/runs/run-59\"", "/runs/run-0\"");
  }

  @Test
  void aPageUnderAForeignNameIsRefused() throws IOException {
    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", registry.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/routing-table HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void whatIsNotThereIsAProblemDocument() throws Exception {
    HttpResponse<String> missing = registry.get("/v1/nothing");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(registry.send(registry.to("/v1/runs").DELETE()).statusCode()).isEqualTo(405);
    assertThat(registry.get("/healthz").body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(registry.get("/openapi.yaml").body()).startsWith("openapi: 3.0.3");
  }

  /** History is counted a second after it was recorded. */
  private void awaitFollowed(String path, String shown) {
    await().atMost(Duration.ofSeconds(30)).until(() -> registry.get(path).body().contains(shown));
  }
}
