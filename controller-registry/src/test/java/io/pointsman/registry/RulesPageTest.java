package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Percent;
import io.pointsman.decider.RouteSetting;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules, ramps and the kill switch by their forms. */
class RulesPageTest extends LoggedIn {
  private static final Pattern SIMULATED =
      Pattern.compile("name=\"simulated\" value=\"([0-9a-f]+)\"");

  @Test
  void aRuleIsFlippedByItsFormWithAReason() throws Exception {
    HttpResponse<String> answer = flip("default", "12.5", "first week was clean", 1, token());
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/rules/default");
    assertThat(registry.client().routingTable().table().defaultRoute())
        .isEqualTo(new RouteSetting.Split(new Percent(1250), Percent.NONE));
    assertThat(registry.client().audit(1, null).entries().get(0).why())
        .isEqualTo("first week was clean");
    assertThat(registry.get("/rules").body())
        .contains("12.5 %", "Revision 2 by ana", "first week was clean");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict");
  }

  @Test
  void aRuleCanOnlyBeSavedOnceItsSimulationIsShown() throws Exception {
    registry.furnish();
    registry.client().importMovements("source,destination\nmembers/ks/a,lake.ns.a\n", CHANGE);
    assertThat(registry.get("/rules/default").body()).contains("Simulate").doesNotContain("Save:");
    String simulated = registry.get("/rules/default?to=100").body();
    assertThat(simulated)
        .contains("<b>1</b> to SPARK", "back to LEGACY", "members/ks/a -&gt; lake.ns.a")
        .contains("Save: default = 100", "name=\"revision\" value=\"1\"");
    assertThat(registry.client().routingTable().revision()).isEqualTo(1);
    assertThat(registry.get("/rules/default?to=many").body())
        .contains("Nothing was changed.", "The percentage is &#39;many&#39;; 0 to 100")
        .doesNotContain("Save:");
    assertThat(registry.get("/rules/none").statusCode()).isEqualTo(404);
  }

  @Test
  void whatWasNotSimulatedIsShownFirstAndNotSaved() throws Exception {
    registry.furnish();
    registry.client().importMovements("source,destination\nmembers/ks/a,lake.ns.a\n", CHANGE);
    String form = "to=100&why=x&actor=ana&revision=1&token=" + token();
    HttpResponse<String> direct = post("/rules/default", form);
    assertThat(direct.statusCode()).isEqualTo(428);
    assertThat(direct.body())
        .contains("Nothing was changed.", "was not shown for revision 1 before")
        .contains("<b>1</b> to SPARK", "Save: default = 100");
    assertThat(
            post("/rules/default", form + "&simulated=" + simulated("default", "50")).statusCode())
        .as("another change was")
        .isEqualTo(428);
    String seen = simulated("default", "100");
    registry.setDefault("1");
    assertThat(
            post("/rules/default", form.replace("revision=1", "revision=2") + "&simulated=" + seen)
                .statusCode())
        .as("against another revision")
        .isEqualTo(428);
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    assertThat(registry.setDefault("100").revision()).as("the API does not ask").isEqualTo(3);
  }

  @Test
  void aRampIsSimulatedApprovedAndTakenBackByItsForms() throws Exception {
    registry.furnish();
    registry.apply(
        """
        salt: pointsman
        rules:
          - id: tier-1
            match: {}
            ramp: [{percent: 0, cleanRuns: 3, approval: true}, {percent: 100}]
        default: {route: {connector: legacy}}
        """);
    registry.client().importMovements("source,destination\nmembers/ks/a,lake.ns.a\n", CHANGE);
    assertThat(registry.get("/rules/tier-1").body())
        .contains(
            "On step 1 of 2", "0 of 3 clean runs; nobody approved it", "Simulate the next step")
        .doesNotContain("value=\"ADVANCE\"");
    assertThat(registry.get("/rules/tier-1?to=step:2").body())
        .contains("<b>1</b> to SPARK", "value=\"ADVANCE\"", "value=\"APPROVE\"");
    HttpResponse<String> flip = flip("tier-1", "5", "by hand", 2, token());
    assertThat(flip.statusCode()).as("it cannot even be simulated").isEqualTo(400);
    assertThat(flip.body()).contains("is owned by its ramp");
    String unseen = "step=1&revision=2&actor=ana&why=seen&token=" + token() + "&action=";
    HttpResponse<String> blind = post("/ramps/tier-1", unseen + "ADVANCE");
    assertThat(blind.statusCode()).isEqualTo(428);
    assertThat(blind.body()).contains("was not shown for revision 2", "<b>1</b> to SPARK");
    assertThat(post("/ramps/tier-1", unseen + "PAUSE").statusCode())
        .as("what moves nothing needs no simulation")
        .isEqualTo(303);
    assertThat(post("/ramps/tier-1", unseen + "RESUME").statusCode()).isEqualTo(303);
    String act = "simulated=" + simulated("tier-1", "step:2") + "&" + unseen;
    assertThat(post("/ramps/tier-1", act + "APPROVE").statusCode()).isEqualTo(303);
    assertThat(post("/ramps/tier-1", act + "ADVANCE").statusCode()).isEqualTo(303);
    assertThat(registry.get("/rules/tier-1").body())
        .contains("On step 2 of 2", "Simulate the step before");
    assertThat(registry.get("/rules/tier-1?to=step:1").body())
        .contains("class=\"backwards\">1</b> back to LEGACY", "value=\"BACK\"");
    assertThat(post("/ramps/tier-1", act + "ADVANCE").body())
        .contains("stands on step 2, not on 1");
  }

  @Test
  void aFormThatWasMadeFromAnOldRevisionChangesNothing() throws Exception {
    String form =
        "to=12.5&why=late&actor=ana&revision=1&token="
            + token()
            + "&simulated="
            + simulated("default", "12.5");
    registry.setDefault("50");
    HttpResponse<String> answer = post("/rules/default", form);
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
    assertThat(flip("nothing", "1", "x", 1, token()).statusCode()).isEqualTo(404);
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
    String form =
        "to=1&why=x&actor=y&revision=1&token="
            + token()
            + "&simulated="
            + simulated("default", "1");
    assertThat(flip("default", "1", "x", 1, "0".repeat(48)).statusCode()).isEqualTo(403);
    assertThat(post("/rules/default", form, "Origin", "https://evil.example.org").statusCode())
        .isEqualTo(403);
    assertThat(post("/rules/default", form, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(post("/rules/default", form, "Origin", registry.uri().toString()).statusCode())
        .isEqualTo(303);
  }

  private HttpResponse<String> flip(
      String rule, String percent, String why, long revision, String token)
      throws IOException, InterruptedException {
    return post(
        "/rules/" + rule,
        "to="
            + percent
            + "&why="
            + URLEncoder.encode(why, StandardCharsets.UTF_8)
            + "&actor=ana&revision="
            + revision
            + "&token="
            + token
            + "&simulated="
            + simulated(rule, percent));
  }

  /** What the form carries that is shown with the simulation; empty when none is. */
  private String simulated(String rule, String to) throws IOException, InterruptedException {
    Matcher simulated = SIMULATED.matcher(page("/rules/" + rule + "?to=" + to).body());
    return simulated.find() ? simulated.group(1) : "";
  }
}
