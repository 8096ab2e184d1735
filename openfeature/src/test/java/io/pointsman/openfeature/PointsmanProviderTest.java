package io.pointsman.openfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.decider.Standing;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsmanProviderTest {
  private static final String KNOWN = "members/ks/profiles -> lake.ns.profiles";
  private static final String DOMAIN = "moves";
  private static final String HALF =
      """
      salt: pointsman
      rules:
        - id: tier-3
          match: {cohort: [tier-3]}
          route: {sparkPercent: 100}
      default: {route: {connector: legacy}}
      """;

  private final AtomicReference<RegistryCopy> served = new AtomicReference<>();

  @TempDir private Path directory;
  private HttpServer registry;
  private PointsmanProvider provider;
  private int version;

  @BeforeEach
  void start() throws IOException {
    registry = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    registry.createContext("/v1/copy", this::answer);
    registry.start();
    serve(HALF);
  }

  @AfterEach
  void stop() {
    OpenFeatureAPI.getInstance().shutdown();
    registry.stop(0);
  }

  @Test
  void aStringFlagSaysTheRouteWithReasonAndVariant() {
    Client client = client(Duration.ofHours(1), Clock.systemUTC());
    FlagEvaluationDetails<String> route =
        client.getStringDetails(PointsmanProvider.ROUTE, "LEGACY", new ImmutableContext(KNOWN));
    assertThat(route.getValue()).isEqualTo("SPARK");
    assertThat(route.getVariant()).isEqualTo("tier-3");
    assertThat(route.getReason()).isEqualTo("SPLIT");
    assertThat(route.getFlagMetadata().getString("reason")).isEqualTo("RULE");
    assertThat(route.getFlagMetadata().getDouble("percent")).isEqualTo(100);
    assertThat(route.getFlagMetadata().getLong("revision")).isEqualTo(1);
    assertThat(client.getBooleanValue(PointsmanProvider.SPARK, false, new ImmutableContext(KNOWN)))
        .isTrue();
  }

  @Test
  void ofAMovementThatIsNotRegisteredTheContextSaysMore() {
    Client client = client(Duration.ofHours(1), Clock.systemUTC());
    String other = "members/ks/other -> lake.ns.other";
    assertThat(
            client.getStringDetails(PointsmanProvider.ROUTE, "SPARK", new ImmutableContext(other)))
        .matches(route -> route.getValue().equals("LEGACY"))
        .matches(route -> route.getReason().equals("DEFAULT"));
    assertThat(
            client.getStringValue(
                PointsmanProvider.ROUTE,
                "LEGACY",
                new ImmutableContext(other, Map.of("cohort", new Value("tier-3")))))
        .isEqualTo("SPARK");
  }

  @Test
  void aFlipIsSeenAndTheKillSwitchDisables() {
    Client client = client(Duration.ofHours(1), Clock.systemUTC());
    serve(
        "salt: pointsman\nkillSwitch: {engaged: true, why: on call}\ndefault: {route: {connector: spark}}\n");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        client.getStringDetails(
                            PointsmanProvider.ROUTE, "SPARK", new ImmutableContext(KNOWN)))
                    .matches(route -> route.getValue().equals("LEGACY"))
                    .matches(route -> route.getReason().equals("DISABLED"))
                    .matches(route -> route.getVariant().equals("kill-switch")));
  }

  @Test
  void withTheRegistryAwayTheLastCopyDecidesEvenAfterARestart() {
    client(Duration.ofHours(1), Clock.systemUTC());
    registry.stop(0);
    provider.shutdown();
    Client client = client(Duration.ofHours(1), Clock.systemUTC());
    assertThat(
            client.getStringValue(PointsmanProvider.ROUTE, "LEGACY", new ImmutableContext(KNOWN)))
        .isEqualTo("SPARK");
  }

  @Test
  void aCopyThatIsTooOldSaysLegacyAsItDoesInWorkers() {
    client(Duration.ofHours(1), Clock.systemUTC());
    registry.stop(0);
    provider.shutdown();
    Client client =
        client(Duration.ofHours(1), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
    assertThat(
            client.getStringDetails(PointsmanProvider.ROUTE, "SPARK", new ImmutableContext(KNOWN)))
        .matches(route -> route.getValue().equals("LEGACY"))
        .matches(route -> route.getReason().equals("STALE"));
  }

  @Test
  void whatIsNoMovementOrNoFlagGetsTheCallersDefaultAndIsSaidWhy() {
    Client client = client(Duration.ofHours(1), Clock.systemUTC());
    assertError(client, PointsmanProvider.ROUTE, null, ErrorCode.TARGETING_KEY_MISSING);
    assertError(client, PointsmanProvider.ROUTE, "profiles", ErrorCode.INVALID_CONTEXT);
    assertError(
        client,
        PointsmanProvider.ROUTE,
        "nobody/ks/profiles -> lake.ns.profiles",
        ErrorCode.INVALID_CONTEXT);
    assertError(client, "another", KNOWN, ErrorCode.FLAG_NOT_FOUND);
    assertError(client, PointsmanProvider.SPARK, KNOWN, ErrorCode.TYPE_MISMATCH);
    assertThat(
            client
                .getIntegerDetails(PointsmanProvider.ROUTE, 7, new ImmutableContext(KNOWN))
                .getErrorCode())
        .isEqualTo(ErrorCode.TYPE_MISMATCH);
  }

  @Test
  void withoutRegistryAndCopyItIsNotReady() {
    registry.stop(0);
    PointsmanProvider lonely = provider(Duration.ofHours(1), Clock.systemUTC());
    OpenFeatureAPI api = OpenFeatureAPI.getInstance();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> api.setProviderAndWait(DOMAIN, lonely))
        .hasMessageContaining("there is no copy of it from before");
    assertThat(api.getClient(DOMAIN).getProviderState()).isEqualTo(ProviderState.ERROR);
  }

  private static void assertError(Client client, String flag, String key, ErrorCode code) {
    FlagEvaluationDetails<String> route =
        client.getStringDetails(
            flag, "mine", key == null ? new ImmutableContext() : new ImmutableContext(key));
    assertThat(route.getValue()).isEqualTo("mine");
    assertThat(route.getErrorCode()).isEqualTo(code);
    assertThat(route.getErrorMessage()).isNotBlank();
  }

  private Client client(Duration maxAge, Clock clock) {
    provider = provider(maxAge, clock);
    OpenFeatureAPI.getInstance().setProviderAndWait(DOMAIN, provider);
    return OpenFeatureAPI.getInstance().getClient(DOMAIN);
  }

  private PointsmanProvider provider(Duration maxAge, Clock clock) {
    URI uri = URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
    return new PointsmanProvider(
        new RegistryClient(uri, RegistryToken.none()),
        directory.resolve("copy.json"),
        Duration.ofMillis(100),
        maxAge,
        clock);
  }

  private void serve(String rules) {
    Movement named = Movement.parse(KNOWN);
    served.set(
        RegistryCopy.of(
            ++version,
            RoutingTableParser.parse(rules),
            List.of(SourceDefinition.of("members", "s3://backups/x", "medusa")),
            List.of(new CatalogDefinition("lake", Map.of("type", "rest"), null)),
            List.of(
                MovementDefinition.of(
                    new Movement(named.source(), named.destination(), null, "tier-3", Map.of()))),
            Standing.BEGINNING,
            Instant.now()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      RegistryCopy copy = served.get();
      String etag = "\"copy-" + copy.revision() + "\"";
      exchange.getResponseHeaders().set("ETag", etag);
      if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      byte[] body = WireJson.mapper().writeValueAsBytes(copy);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
