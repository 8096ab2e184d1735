package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The page's logins. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LoginTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private String cookie;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.empty(kind, directory);
    cookie = registry.login(registry.secret());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

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
    Matcher logout = TOKEN.matcher(page("/").body());
    assertThat(logout.find()).isTrue();
    String form = "to=1&why=x&actor=vera&revision=1&token=" + logout.group(1);
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

  private HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return registry.send(registry.anonymous(path).header("Cookie", cookie));
  }

  private String token() throws IOException, InterruptedException {
    Matcher token = TOKEN.matcher(page("/").body());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private HttpResponse<String> post(String path, String form)
      throws IOException, InterruptedException {
    return registry.post(registry.anonymous(path).header("Cookie", cookie), FORM, form);
  }
}
