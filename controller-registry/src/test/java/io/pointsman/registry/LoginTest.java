package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's logins. */
class LoginTest extends LoggedIn {
  @Test
  void nobodySeesAPageWithoutLoggingIn() throws Exception {
    HttpResponse<String> answer =
        registry.send(registry.anonymous("/runs/run-1").header("Accept", "text/html"));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/login?to=%2Fruns%2Frun-1");
    HttpResponse<String> login = registry.send(registry.anonymous("/login?to=%2Fruns%2Frun-1"));
    assertThat(login.body()).contains("name=\"to\" value=\"/runs/run-1\"");
    assertThat(login.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(registry.send(registry.anonymous("/")).statusCode()).isEqualTo(401);
    String flip = "to=1&why=x&actor=y&revision=1";
    assertThat(registry.post(registry.anonymous("/rules/default"), FORM, flip).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aLoginLeadsToWhereOneWasGoingAndNowhereElse() throws Exception {
    HttpResponse<String> answer =
        registry.post(
            registry.anonymous("/login"), FORM, "to=/runs/run-1&secret=" + registry.secret());
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/runs/run-1");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain(registry.secret());
    for (String elsewhere :
        new String[] {
          "//evil.example.org", "https://evil.example.org", "/\\evil.example.org", ""
        }) {
      HttpResponse<String> other =
          registry.post(
              registry.anonymous("/login"),
              FORM,
              "to="
                  + URLEncoder.encode(elsewhere, StandardCharsets.UTF_8)
                  + "&secret="
                  + registry.secret());
      assertThat(other.headers().firstValue("Location")).as(elsewhere).hasValue("/");
    }
  }

  @Test
  void aTokenThatIsNotKnownLogsNobodyIn() throws Exception {
    HttpResponse<String> answer =
        registry.post(registry.anonymous("/login"), FORM, "to=/&secret=pmt_guess");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("not known here").doesNotContain("pmt_guess");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    HttpResponse<String> foreign =
        registry.post(
            registry.anonymous("/login").header("Origin", "https://evil.example.org"),
            FORM,
            "to=/&secret=" + registry.secret());
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  @Test
  void aSessionEndsByLoggingOutAndWithItsToken() throws Exception {
    HttpResponse<String> out = post("/logout", "token=" + token());
    assertThat(out.headers().firstValue("Location")).hasValue("/login");
    assertThat(page("/").statusCode()).isEqualTo(401);
    String secret =
        registry
            .client()
            .issueToken(new TokenRequest("olga", Set.of(Role.OPERATOR), null), CHANGE)
            .secret();
    cookie = registry.login(secret);
    assertThat(page("/").body()).contains("olga", "Log out");
    registry.client().revokeToken("olga", CHANGE);
    assertThat(page("/").statusCode()).isEqualTo(401);
  }

  @Test
  void aSessionOfOneRegistryIsKnownToTheOthersOnItsDatabase() throws Exception {
    try (TestRegistry other = TestRegistry.empty(kind, directory)) {
      HttpResponse<String> answer =
          other.post(
              other.anonymous("/rules/default").header("Cookie", cookie),
              FORM,
              "to=1&why=x&actor=ana&revision=1&token=" + token() + "&simulated=" + simulated());
      assertThat(answer.statusCode()).isEqualTo(303);
    }
  }

  /** What the first one's form carries, shown together with what the change would do. */
  private String simulated() throws Exception {
    Matcher simulated =
        Pattern.compile("name=\"simulated\" value=\"([0-9a-f]+)\"")
            .matcher(page("/rules/default?to=1").body());
    assertThat(simulated.find()).isTrue();
    return simulated.group(1);
  }

  @Test
  void aViewerIsShownNoLeversAndMayThrowNone() throws Exception {
    String secret =
        registry
            .client()
            .issueToken(new TokenRequest("vera", Set.of(Role.VIEWER), null), CHANGE)
            .secret();
    cookie = registry.login(secret);
    assertThat(page("/").body()).contains("vera").doesNotContain("/kill-switch");
    String form = "to=1&why=x&actor=vera&revision=1&token=" + token();
    assertThat(post("/rules/default", form).statusCode()).isEqualTo(403);
    assertThat(registry.client().routingTable().revision()).isEqualTo(1);
  }

  @Test
  void aSessionsCookieAloneChangesNothingOverTheApi() throws Exception {
    HttpRequest.Builder close = registry.anonymous("/v1/breaker/close").header("Cookie", cookie);
    assertThat(registry.post(close, "application/json", "{}").statusCode()).isEqualTo(403);
    assertThat(
            registry.send(registry.anonymous("/v1/breaker").header("Cookie", cookie)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aPageThatIsNotThereOrNotForOneIsSaidSoToAPerson() throws Exception {
    HttpResponse<String> missing =
        registry.send(
            registry
                .anonymous("/runs/none")
                .header("Cookie", cookie)
                .header("Accept", "text/html"));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("Content-Type").orElseThrow()).contains("text/html");
    assertThat(missing.body()).contains("Run &#39;none&#39; is not known");
  }
}
