package io.pointsman.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pointsman.registry.RegistryConfig.Access;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.oidc.OidcSettings;
import io.pointsman.registry.oidc.OidcSettings.Client;
import io.pointsman.registry.oidc.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who log in to the page at their identity provider. */
class OidcLoginTest {
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");

  @TempDir private Path directory;
  private final HttpClient browser = HttpClient.newHttpClient();
  private TestIssuer issuer;
  private RegistryServer server;

  @BeforeEach
  void start() throws Exception {
    issuer = new TestIssuer();
    issuer.says(claims -> claims.claim("roles", List.of("platform")));
    server = registry(new Client("pointsman-page", null, Client.DEFAULT_SCOPE), null);
  }

  @AfterEach
  void stop() {
    server.close();
    issuer.close();
  }

  private RegistryServer registry(Client client, URI externalUrl) {
    return RegistryServer.start(
        RegistryConfig.local(0, directory.resolve("registry.db"))
            .with(
                new Access(
                    null,
                    new OidcSettings(
                        issuer.uri(),
                        "pointsman",
                        "roles",
                        "preferred_username",
                        Map.of("platform", Set.of(Role.OPERATOR)),
                        client),
                    1000,
                    TrustedProxies.NONE,
                    externalUrl)));
  }

  @Test
  void whoLogsInAtTheProviderActsByASessionUnderThatName() throws Exception {
    assertThat(get("/login?to=/rules", "").body())
        .contains("Log in at 127.0.0.1", "/login/oidc?to=%2Frules");
    HttpResponse<String> begun = get("/login/oidc?to=/audit?kind=source", "");
    assertThat(begun.statusCode()).isEqualTo(303);
    String set = begun.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly", "SameSite=Lax", "Max-Age=600");
    URI asked = URI.create(location(begun));
    assertThat(asked.getQuery())
        .contains("response_type=code", "client_id=pointsman-page", "scope=openid+profile")
        .contains("redirect_uri=" + server.uri() + "/login/oidc/callback")
        .contains("code_challenge_method=S256");
    HttpResponse<String> in = comeBack(consent(asked), cookie(begun));
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(location(in)).isEqualTo("/audit?kind=source");
    assertThat(issuer.credentials()).as("a public client has none").isNull();
    String session = session(in);
    String page = get("/rules/default?to=5", session).body();
    assertThat(page).contains("ana (4711)");
    Matcher token = TOKEN.matcher(page);
    assertThat(token.find()).isTrue();
    HttpResponse<String> changed =
        post(
            "/kill-switch",
            session,
            "engaged=true&revision=1&actor=ana&why=x&token=" + token.group(1));
    assertThat(changed.statusCode()).isEqualTo(303);
    RegistryClient own =
        new RegistryClient(
            server.uri(),
            RegistryToken.of(Files.readString(directory.resolve("registry.token")).strip()));
    assertThat(own.audit(1, null).entries().get(0).principal()).isEqualTo("ana (4711)");
    post("/logout", session, "token=" + token.group(1));
    assertThat(get("/rules", session).statusCode()).as("logged out").isEqualTo(401);
  }

  @Test
  void aLoginThatThisBrowserDidNotBeginIsNone() throws Exception {
    HttpResponse<String> begun = begin();
    URI back = consent(URI.create(location(begun)));
    assertThat(comeBack(back, "").statusCode()).as("without its cookie").isEqualTo(401);
    assertThat(comeBack(back, cookie(begin())).statusCode())
        .as("with that of another login")
        .isEqualTo(401);
    URI other = URI.create(back.toString().replaceFirst("state=[^&]+", "state=guessed"));
    assertThat(comeBack(other, cookie(begun)).statusCode()).as("another state").isEqualTo(401);
    URI elsewhere =
        URI.create(back.toString().replaceFirst("iss=[^&]+", "iss=https%3A%2F%2Fe.org"));
    assertThat(comeBack(elsewhere, cookie(begun)).statusCode())
        .as("from another provider")
        .isEqualTo(401);
    assertThat(session(comeBack(back, cookie(begun)))).as("and the right one is").isNotEmpty();
    HttpResponse<String> again = comeBack(back, cookie(begun));
    assertThat(again.statusCode()).as("once").isEqualTo(403);
    assertThat(again.body()).contains("let nobody in: invalid_grant");
  }

  @Test
  void aCodeIsOfNoUseWithoutTheVerifierThatStaysInTheBrowser() throws Exception {
    HttpResponse<String> begun = begin();
    URI back = consent(URI.create(location(begun)));
    String cookie = cookie(begun);
    String[] parts = cookie.split("\\.", -1);
    parts[2] = "A".repeat(43);
    assertThat(comeBack(back, String.join(".", parts)).statusCode()).isEqualTo(403);
  }

  @Test
  void anAnswerThatIsNotMeantForThisLoginIsNotTaken() throws Exception {
    issuer.says(claims -> claims.claim("nonce", "of another login"));
    refusedLogin("with another nonce");
    issuer.says(claims -> claims.claim("nonce", null));
    refusedLogin("without a nonce");
    issuer.says(claims -> claims.audience("another-client"));
    refusedLogin("for another client");
    issuer.says(claims -> claims.claim("azp", "another-client"));
    refusedLogin("asked for by another client");
    issuer.says(claims -> claims.issuer("https://other.example.com"));
    refusedLogin("of another issuer");
    issuer.says(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(300))));
    refusedLogin("that is over");
  }

  private void refusedLogin(String what) throws Exception {
    HttpResponse<String> begun = begin();
    HttpResponse<String> in = comeBack(consent(URI.create(location(begun))), cookie(begun));
    assertThat(in.statusCode()).as(what).isEqualTo(401);
    assertThat(in.headers().allValues("Set-Cookie")).noneMatch(set -> set.contains("pms_"));
  }

  @Test
  void whatTheProviderRefusesIsSaid() throws Exception {
    HttpResponse<String> begun = begin();
    String state =
        URI.create(location(begun)).getRawQuery().replaceFirst(".*[?&]?state=([^&]+).*", "$1");
    HttpResponse<String> in =
        get("/login/oidc/callback?error=access_denied&state=" + state, cookie(begun));
    assertThat(in.statusCode()).isEqualTo(403);
    assertThat(in.body()).contains("let nobody in: access_denied", "<form method=\"post\"");
    HttpResponse<String> made =
        get("/login/oidc/callback?error=%3Cb%3E&state=" + state, cookie(begun));
    assertThat(made.body()).doesNotContain("<b>").contains("it says not why");
  }

  @Test
  void rolesMayStandInTheAccessTokenAlone() throws Exception {
    issuer.says(claims -> claims);
    issuer.givesAccessToken(issuer.token(access("4711")));
    String session = login();
    assertThat(get("/rules/default?to=5", session).body()).contains("Save: default = 5");
    issuer.givesAccessToken(issuer.token(access("another")));
    assertThat(get("/rules", login()).statusCode()).as("of somebody else").isEqualTo(403);
    issuer.givesAccessToken("opaque");
    assertThat(get("/rules", login()).statusCode()).as("nobody with a role").isEqualTo(403);
  }

  private JWTClaimsSet access(String subject) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.uri().toString())
        .audience("pointsman")
        .subject(subject)
        .claim("roles", List.of("platform"))
        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
        .build();
  }

  @Test
  void aClientWithASecretShowsItAndTheAddressMayBeAProxys() throws Exception {
    server.close();
    server =
        registry(
            new Client("page", "s&cret", "openid"), URI.create("https://pointsman.example.org"));
    HttpResponse<String> begun = begin();
    assertThat(URI.create(location(begun)).getQuery())
        .contains("redirect_uri=https://pointsman.example.org/login/oidc/callback");
    URI back = consent(URI.create(location(begun)));
    assertThat(back.getHost()).isEqualTo("pointsman.example.org");
    comeBack(
        URI.create(server.uri() + back.getRawPath() + "?" + back.getRawQuery()), cookie(begun));
    assertThat(issuer.credentials())
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("page:s%26cret".getBytes(StandardCharsets.UTF_8)));
    assertThat(new Client("page", "s&cret", "openid").toString()).doesNotContain("cret");
  }

  @Test
  void aProviderThatIsAwayIsSaidAndTokensGoOn() throws Exception {
    issuer.close();
    HttpResponse<String> begun = get("/login/oidc", "");
    assertThat(begun.statusCode()).isEqualTo(503);
    assertThat(begun.body()).contains("does not answer");
    String secret = Files.readString(directory.resolve("registry.token")).strip();
    assertThat(post("/login", "", "to=/&secret=" + secret).statusCode()).isEqualTo(303);
  }

  @Test
  void nobodyIsSentElsewhere() throws Exception {
    HttpResponse<String> begun = get("/login/oidc?to=//evil.example.org", "");
    HttpResponse<String> in = comeBack(consent(URI.create(location(begun))), cookie(begun));
    assertThat(location(in)).isEqualTo("/");
  }

  @Test
  void aRegistryWithoutAClientHasNoSuchLogin() throws Exception {
    server.close();
    server = registry(null, null);
    assertThat(get("/login", "").body()).doesNotContain("/login/oidc");
    assertThat(get("/login/oidc", "").statusCode()).isEqualTo(404);
    assertThatThrownBy(() -> new Client(" ", null, "openid")).hasMessageContaining("client id");
    assertThatThrownBy(() -> new Client("page", null, "profile")).hasMessageContaining("'openid'");
  }

  private HttpResponse<String> begin() throws Exception {
    return get("/login/oidc?to=/", "");
  }

  private String login() throws Exception {
    HttpResponse<String> begun = begin();
    return session(comeBack(consent(URI.create(location(begun))), cookie(begun)));
  }

  /** At the provider, where whoever comes is let in. */
  private URI consent(URI asked) throws Exception {
    return URI.create(
        location(browser.send(HttpRequest.newBuilder(asked).build(), BodyHandlers.ofString())));
  }

  private HttpResponse<String> comeBack(URI back, String cookie) throws Exception {
    return send(HttpRequest.newBuilder(back), cookie);
  }

  private HttpResponse<String> get(String path, String cookie) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(server.uri() + path)), cookie);
  }

  private HttpResponse<String> post(String path, String cookie, String form) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)),
        cookie);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String cookie)
      throws IOException, InterruptedException {
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return browser.send(request.build(), BodyHandlers.ofString());
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  private static String session(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(set -> set.contains("pms_"))
        .findFirst()
        .orElseThrow()
        .replaceAll(";.*", "");
  }
}
