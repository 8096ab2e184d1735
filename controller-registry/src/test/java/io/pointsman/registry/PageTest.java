package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Percent;
import io.pointsman.decider.RouteSetting;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class PageTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() {
    registry = TestRegistry.empty(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void anEmptyRegistrySaysWhatToDo() throws Exception {
    String page = registry.get("/").body();
    assertThat(page)
        .contains("No run has asked yet", "pointsman register --conductor URL")
        .contains("There is only the default", "pointsman source set NAME")
        .contains("Known: 0 sources, 0 catalogs, 0 movements");
  }

  @Test
  void aRuleIsFlippedByItsFormWithAReason() throws Exception {
    HttpResponse<String> answer = flip("default", "12.5", "first week was clean", 1, token());
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/");
    assertThat(registry.client().routingTable().table().defaultRoute())
        .isEqualTo(new RouteSetting.Split(new Percent(1250), Percent.NONE));
    assertThat(registry.client().audit(1, null).entries().get(0).why())
        .isEqualTo("first week was clean");
    assertThat(registry.get("/").body())
        .contains("12.5 %", "Revision 2 by ana", "first week was clean");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict");
  }

  @Test
  void aFormThatWasMadeFromAnOldRevisionChangesNothing() throws Exception {
    String token = token();
    registry.setDefault("50");
    HttpResponse<String> answer = flip("default", "12.5", "late", 1, token);
    assertThat(answer.statusCode()).isEqualTo(412);
    assertThat(answer.body())
        .contains("Nothing was changed.", "made on revision 1", "the newest is 2");
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
  }

  @Test
  void aFormWithoutReasonOrWithABadPercentageChangesNothing() throws Exception {
    assertThat(flip("default", "12.5", " ", 1, token()).body()).contains("has no reason");
    assertThat(flip("default", "101", "x", 1, token()).body())
        .contains("The percentage is 101; 0 to 100 with at most two decimals");
    assertThat(flip("nothing", "1", "x", 1, token()).statusCode()).isEqualTo(400);
    assertThat(registry.client().routingTable().revision()).isEqualTo(1);
  }

  @Test
  void theKillSwitchIsEngagedAndReleasedByItsForm() throws Exception {
    String engage = "engaged=true&revision=1&actor=ana&why=incident+7&token=" + token();
    assertThat(post("/kill-switch", engage).statusCode()).isEqualTo(303);
    assertThat(registry.client().routingTable().table().killSwitch().engaged()).isTrue();
    assertThat(registry.get("/").body()).contains("The kill switch is engaged.", "incident 7");
    String release = "engaged=false&revision=2&actor=ana&why=over&token=" + token();
    assertThat(post("/kill-switch", release).statusCode()).isEqualTo(303);
    assertThat(registry.client().routingTable().table().killSwitch().engaged()).isFalse();
  }

  @Test
  void aFormOfAnotherSiteIsRefused() throws Exception {
    String form = "percent=1&why=x&actor=y&revision=1&token=" + token();
    assertThat(flip("default", "1", "x", 1, "0".repeat(48)).statusCode()).isEqualTo(403);
    assertThat(post("/rules/default", form, "Origin", "https://evil.example.org").statusCode())
        .isEqualTo(403);
    assertThat(post("/rules/default", form, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(post("/rules/default", form, "Origin", registry.uri().toString()).statusCode())
        .isEqualTo(303);
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
    String page = registry.get("/").body();
    assertThat(page)
        .doesNotContain("<script", "<img src=x", "\"><b>")
        .contains("&lt;script&gt;alert(1)", "&lt;img src=x&gt;");
    assertThat(registry.get("/audit").body()).doesNotContain("<script>alert");
  }

  @Test
  void everyPageAllowsNothingButItself() throws Exception {
    HttpResponse<String> page = registry.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body()).doesNotContain("<script", "http://", "https://", "style=\"");
    assertThat(registry.get("/assets/pointsman.css").headers().firstValue("Content-Type"))
        .hasValue("text/css; charset=utf-8");
    assertThat(registry.get("/assets/..%2fopenapi.yaml").statusCode()).isIn(400, 404);
    assertThat(registry.get("/assets/overview.peb").statusCode()).isEqualTo(404);
  }

  @Test
  void aFallbackIsShownInTheListAndItsWayOnItsPage() throws Exception {
    furnish();
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
        .contains("the same route", "gives bucket " + decision.bucket())
        .contains("backup-1 of members");
    assertThat(registry.get("/runs/none").statusCode()).isEqualTo(404);
  }

  @Test
  void runsAreShownInPagesAndByMovement() throws Exception {
    furnish();
    for (int i = 0; i < 60; i++) {
      registry.client().decide(request("run-" + i));
    }
    String page = registry.get("/").body();
    assertThat(page).contains("/runs/run-59\"", "/runs/run-10\"").doesNotContain("/runs/run-9\"");
    Matcher older = Pattern.compile("href=\"(/\\?before=\\d+)\"").matcher(page);
    assertThat(older.find()).isTrue();
    assertThat(registry.get(older.group(1)).body()).contains("/runs/run-9\"", "/runs/run-0\"");
    String movement = URLEncoder.encode(MOVEMENT.id(), StandardCharsets.UTF_8);
    assertThat(registry.get("/?movement=" + movement).body()).contains("/runs/run-59\"");
    assertThat(registry.get("/?movement=other").body()).contains("Nothing here.");
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

  private void furnish() throws RegistryException {
    registry.client().putSource(TestRegistry.source("members"), CHANGE);
    registry
        .client()
        .putCatalog(
            new io.pointsman.decider.registry.CatalogDefinition(
                "lake", java.util.Map.of("type", "rest"), null),
            CHANGE);
  }

  private String token() throws IOException, InterruptedException {
    Matcher token = TOKEN.matcher(registry.get("/").body());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private HttpResponse<String> flip(
      String rule, String percent, String why, long revision, String token)
      throws IOException, InterruptedException {
    return post(
        "/rules/" + rule,
        "percent="
            + percent
            + "&why="
            + URLEncoder.encode(why, StandardCharsets.UTF_8)
            + "&actor=ana&revision="
            + revision
            + "&token="
            + token);
  }

  private HttpResponse<String> post(String path, String form, String... header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = registry.to(path);
    if (header.length == 2) {
      request.header(header[0], header[1]);
    }
    return registry.post(request, FORM, form);
  }
}
