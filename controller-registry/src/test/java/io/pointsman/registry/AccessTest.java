package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryDeniedException;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.service.Tokens;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who comes in, and what for. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class AccessTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final SteppingClock clock = new SteppingClock();
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory, clock);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void everyRouteTakesTheRoleThatItSaysAndNoOther() throws Exception {
    Map<Role, String> secrets = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      secrets.put(role, issue(role.word(), role).secret());
    }
    int tried = 0;
    for (Map.Entry<String, JsonNode> path : description().get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getKey().equals("parameters")) {
          continue;
        }
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        String route = method + " " + path.getKey();
        if (operation.getValue().path("security").isArray()) {
          assertThat(call(method, path.getKey(), null)).as(route).isEqualTo(200);
          continue;
        }
        Role least = Role.of(operation.getValue().path("x-least-role").asText());
        assertThat(call(method, path.getKey(), null)).as(route).isEqualTo(401);
        assertThat(call(method, path.getKey(), "pmt_unknown")).as(route).isEqualTo(401);
        for (Role role : Role.values()) {
          int status = call(method, path.getKey(), secrets.get(role));
          if (role.covers(least)) {
            assertThat(status).as(route + " as " + role).isNotIn(401, 403, 500);
          } else {
            assertThat(status).as(route + " as " + role).isEqualTo(403);
          }
        }
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(35);
  }

  /** With a body that nothing takes: admitted, it is refused for another reason than its caller. */
  private int call(String method, String path, String secret)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        registry
            .anonymous(path.replaceAll("\\{[a-zA-Z]+}", "none"))
            .header("Content-Type", "text/plain")
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
    if (secret != null) {
      request.header("Authorization", "Bearer " + secret);
    }
    return registry.send(request).statusCode();
  }

  private static JsonNode description() throws IOException {
    return new YAMLMapper()
        .readTree(AccessTest.class.getResourceAsStream("/io/pointsman/registry/openapi.yaml"));
  }

  @Test
  void whoIsNotLetInIsToldWhatToDo() throws Exception {
    HttpResponse<String> nobody = registry.send(registry.anonymous("/v1/runs"));
    assertThat(nobody.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"pointsman\"");
    assertThat(nobody.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(nobody.body()).contains("POINTSMAN_TOKEN");
    HttpResponse<String> basic =
        registry.send(registry.anonymous("/v1/runs").header("Authorization", "Basic YTpi"));
    assertThat(basic.statusCode()).isEqualTo(401);
    assertThat(basic.body()).contains("holds no bearer token").doesNotContain("YTpi");
    RegistryClient viewer = client(issue("vera", Role.VIEWER));
    assertThatThrownBy(() -> viewer.putSource(TestRegistry.source("x"), CHANGE))
        .isInstanceOf(RegistryDeniedException.class)
        .hasMessageContaining("takes the role operator, and 'vera' has viewer");
  }

  @Test
  void theFirstStartMakesATokenThatMayDoEverythingForItsOwnerAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(registry.tokenFile())))
        .isEqualTo("rw-------");
    assertThat(registry.client().whoAmI().roles()).containsExactly(Role.SERVICE, Role.APPROVER);
    String first = registry.secret();
    registry.close();
    Files.delete(registry.tokenFile());
    registry = TestRegistry.empty(kind, directory);
    assertThat(registry.tokenFile()).as("there has been one").doesNotExist();
    assertThat(registry.client(RegistryToken.of(first)).whoAmI().name())
        .isEqualTo(Tokens.DEFAULT_NAME);
    Files.writeString(registry.tokenFile(), first);
  }

  @Test
  void theAuditKeepsWhoseTokenAChangeCameWith() throws RegistryException {
    RegistryClient olga = client(issue("olga", Role.OPERATOR));
    olga.putSource(TestRegistry.source("x"), new Change("somebody else", "x"));
    AuditEntry entry = registry.client().audit(1, null).entries().get(0);
    assertThat(entry.actor()).isEqualTo("somebody else");
    assertThat(entry.principal()).isEqualTo("olga");
    assertThat(entry.address()).isEqualTo("127.0.0.1");
  }

  @Test
  void aChangeThatNobodySignsIsItsTokens() throws Exception {
    HttpResponse<String> answer =
        registry.put(
            registry.to("/v1/sources/x").header("Pointsman-Reason", "because"),
            "application/json",
            "{\"name\":\"x\",\"backupUri\":\"s3://bucket/x\",\"layout\":\"medusa\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(registry.client().audit(1, null).entries().get(0).actor()).isEqualTo("default");
  }

  @Test
  void onlyAnApproverLetsARampGoOn() throws RegistryException {
    registry.apply(
        """
        salt: pointsman
        rules:
          - id: a
            match: {}
            ramp: [{percent: 1, approval: true}, {percent: 50, hold: 24h}, {percent: 100}]
        default: {route: {connector: legacy}}
        """);
    RegistryClient operator = client(issue("olga", Role.OPERATOR));
    for (RampAction action : List.of(RampAction.APPROVE, RampAction.ADVANCE)) {
      assertThatThrownBy(() -> operator.ramp("a", action, 1, CHANGE))
          .isInstanceOf(RegistryDeniedException.class)
          .hasMessageContaining("takes the role approver");
    }
    assertThat(operator.ramp("a", RampAction.PAUSE, 1, CHANGE).state().pause()).isNotNull();
    assertThat(operator.ramp("a", RampAction.RESUME, 1, CHANGE).state().step()).isZero();
    client(issue("anna", Role.APPROVER)).ramp("a", RampAction.APPROVE, 1, CHANGE);
    assertThat(registry.client().ramps().get(0).state().step()).isEqualTo(1);
  }

  @Test
  void aTokenEndsWhenItIsRevokedOrOver() throws Exception {
    IssuedToken revoked = issue("vera", Role.VIEWER);
    RegistryClient vera = client(revoked);
    assertThat(vera.whoAmI().name()).isEqualTo("vera");
    registry.client().revokeToken("vera", CHANGE);
    assertThatThrownBy(vera::whoAmI).isInstanceOf(RegistryDeniedException.class);
    assertThatThrownBy(() -> registry.client().revokeToken("vera", CHANGE))
        .hasMessageContaining("is revoked since");
    assertThatThrownBy(() -> registry.client().revokeToken("nobody", CHANGE))
        .hasMessageContaining("There is no token 'nobody'");

    IssuedToken short1 =
        registry
            .client()
            .issueToken(
                new TokenRequest(
                    "short", Set.of(Role.VIEWER), clock.instant().plus(Duration.ofHours(1))),
                CHANGE);
    assertThat(client(short1).whoAmI().name()).isEqualTo("short");
    clock.jump(Duration.ofHours(2));
    assertThatThrownBy(() -> client(short1).whoAmI()).isInstanceOf(RegistryDeniedException.class);
    assertThat(registry.client().tokens())
        .extracting(TokenView::name)
        .containsExactlyInAnyOrder("default", "vera", "short");
  }

  @Test
  void whatIsNoTokenIsRefusedByField() {
    assertThatThrownBy(
            () ->
                registry
                    .client()
                    .issueToken(new TokenRequest("no spaces", Set.of(), Instant.EPOCH), CHANGE))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("name: does not match")
        .hasMessageContaining("roles: is empty")
        .hasMessageContaining("expiresAt: is 1970");
    assertThatThrownBy(() -> issue("default", Role.VIEWER))
        .hasMessageContaining("a name is given once");
  }

  @Test
  void aTokenIsKeptNowhereButWithItsBearer() throws Exception {
    String secret = issue("vera", Role.VIEWER).secret();
    registry.client(RegistryToken.of(secret)).whoAmI();
    StringBuilder everything = new StringBuilder();
    for (String table : List.of("access_token", "audit", "page_session")) {
      everything.append(content(table));
    }
    assertThat(everything.toString())
        .contains("vera")
        .doesNotContain(secret)
        .doesNotContain(registry.secret());
    assertThat(registry.client().audit(5, null).toString()).doesNotContain(secret);
  }

  private String content(String table) throws SQLException {
    StringBuilder content = new StringBuilder();
    try (Connection connection = kind.connect(directory);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      while (rows.next()) {
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          content.append(rows.getString(column)).append('\n');
        }
      }
    }
    return content.toString();
  }

  private IssuedToken issue(String name, Role role) throws RegistryException {
    return registry.client().issueToken(new TokenRequest(name, Set.of(role), null), CHANGE);
  }

  private RegistryClient client(IssuedToken token) {
    return registry.client(RegistryToken.of(token.secret()));
  }
}
