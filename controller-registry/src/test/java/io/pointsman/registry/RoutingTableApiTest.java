package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.RoutingTable;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RoutingTableApiTest {
  private static final String LEGACY = "salt: pointsman\ndefault: {route: {connector: legacy}}\n";
  private static final String SPARK = "salt: pointsman\ndefault: {route: {connector: spark}}\n";

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
  void aNewRegistrySendsEverythingToLegacy() throws RegistryException {
    TableRevision first = registry.client().routingTable();
    assertThat(first.revision()).isEqualTo(1);
    assertThat(first.table()).isEqualTo(RoutingTable.allLegacy());
  }

  @Test
  void theDocumentComesAsJsonOrYamlWithItsRevisionAsEtag() throws Exception {
    HttpResponse<String> json = registry.get("/v1/routing-table");
    assertThat(json.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json.body()).contains("\"salt\":\"pointsman\"");
    HttpResponse<String> yaml =
        registry.send(registry.to("/v1/routing-table").header("Accept", "application/yaml").GET());
    assertThat(yaml.body()).startsWith("salt: pointsman\n");
    assertThat(
            registry
                .send(registry.to("/v1/routing-table").header("If-None-Match", "\"1\"").GET())
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void aChangeOnTheNewestRevisionMakesTheNextOne() throws Exception {
    HttpResponse<String> answer = put("\"1\"", SPARK);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"2\"");
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    assertThat(registry.client().routingTable(1).orElseThrow().table())
        .isEqualTo(RoutingTable.allLegacy());
    assertThat(registry.client().routingTable(3)).isEmpty();
  }

  @Test
  void aChangeOnAnOldRevisionIsRefused() throws Exception {
    put("\"1\"", SPARK);
    HttpResponse<String> stale = put("\"1\"", LEGACY);
    assertThat(stale.statusCode()).isEqualTo(412);
    assertThat(stale.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(stale.body()).contains("made on revision 1", "the newest is 2");
  }

  @Test
  void aChangeWithoutTheRevisionItWasMadeOnIsRefused() throws Exception {
    HttpResponse<String> answer =
        registry.put(registry.change("/v1/routing-table"), "application/yaml", SPARK);
    assertThat(answer.statusCode()).isEqualTo(428);
    assertThat(answer.body()).contains("If-Match is missing");
    assertThat(put("*", SPARK).statusCode()).isEqualTo(400);
  }

  @Test
  void aChangeNeedsAnActorAndAReason() throws Exception {
    HttpResponse<String> noReason =
        registry.put(
            registry
                .to("/v1/routing-table")
                .header("If-Match", "\"1\"")
                .header("Pointsman-Actor", "ana"),
            "application/yaml",
            SPARK);
    assertThat(noReason.statusCode()).isEqualTo(400);
    assertThat(noReason.body()).contains("has no reason", "Pointsman-Reason");
    HttpResponse<String> noActor =
        registry.put(
            registry
                .to("/v1/routing-table")
                .header("If-Match", "\"1\"")
                .header("Pointsman-Actor", " ")
                .header("Pointsman-Reason", "x"),
            "application/yaml",
            SPARK);
    assertThat(noActor.body()).contains("has no actor");
  }

  @Test
  void everyFaultOfAnInvalidDocumentIsListedWithItsPath() throws Exception {
    HttpResponse<String> answer =
        put(
            "\"1\"",
            """
            salt: pointsman
            rules:
              - {id: a, match: {}, route: {sparkPercent: 101}}
              - {id: b, match: {}, ramp: []}
            default: {route: {connector: legacy}}
            """);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains(
            "\"path\":\"rules[0].route.sparkPercent\"",
            "is 101; 0 to 100 with at most two decimals",
            "\"path\":\"rules[1].ramp\"");
    assertThat(registry.client().routingTable().revision()).isEqualTo(1);
  }

  @Test
  void theSaltChangesOnlyWhenARebucketIsAskedFor() throws Exception {
    String salted = SPARK.replace("salt: pointsman", "salt: other");
    assertThat(put("\"1\"", salted).statusCode()).isEqualTo(409);
    assertThat(registry.client().putRoutingTable(salted, 1, CHANGE, true).table().salt())
        .isEqualTo("other");
  }

  @Test
  void anEqualDocumentMakesNoRevision() throws Exception {
    assertThat(put("\"1\"", LEGACY).headers().firstValue("ETag")).hasValue("\"1\"");
  }

  @Test
  void everyChangeSaysWhoWhenWhyFromWhatToWhatAndFromWhere() throws RegistryException {
    registry.client().putRoutingTable(SPARK, 1, new Change("Bjørn", "größer, 你好 100 %"), false);
    List<AuditEntry> entries = registry.client().audit(10, null).entries();
    AuditEntry newest = entries.get(0);
    assertThat(newest.actor()).isEqualTo("Bjørn");
    assertThat(newest.why()).isEqualTo("größer, 你好 100 %");
    assertThat(newest.subject()).isEqualTo("routing-table");
    assertThat(newest.revision()).isEqualTo(2);
    assertThat(newest.address()).isEqualTo("127.0.0.1");
    assertThat(newest.from().at("/default/route/connector").asText()).isEqualTo("legacy");
    assertThat(newest.to().at("/default/route/connector").asText()).isEqualTo("spark");
    assertThat(registry.client().audit(1, null).next()).isEqualTo(newest.id());
    assertThat(registry.client().audit(1, newest.id()).entries()).containsExactly(entries.get(1));
  }

  @Test
  void ofManyChangesOnOneRevisionExactlyOneIsTaken() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> changes =
          IntStream.range(0, 24)
              .<Callable<Integer>>mapToObj(
                  number ->
                      () ->
                          put(
                                  "\"1\"",
                                  "salt: pointsman\ndefault: {route: {sparkPercent: %d}}"
                                      .formatted(number + 1))
                              .statusCode())
              .toList();
      List<Integer> answers = new java.util.ArrayList<>();
      for (Future<Integer> answer : pool.invokeAll(changes)) {
        answers.add(answer.get());
      }
      assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
      assertThat(answers).filteredOn(status -> status == 412).hasSize(23);
    } finally {
      pool.shutdownNow();
    }
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    assertThat(registry.client().audit(50, null).entries())
        .filteredOn(entry -> entry.subject().equals("routing-table"))
        .hasSize(2);
  }

  @Test
  void theTableAndItsAuditSurviveARestart() throws Exception {
    put("\"1\"", SPARK);
    registry.close();
    registry = TestRegistry.empty(kind, directory);
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    assertThat(registry.client().audit(10, null).entries())
        .extracting(AuditEntry::revision)
        .startsWith(2L, 1L);
  }

  @Test
  void aBodyLargerThanTheBoundIsRefused() throws Exception {
    HttpResponse<String> answer = put("\"1\"", "#".repeat(13 * 1024 * 1024));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("larger than");
  }

  @Test
  void refusalsReachTheClientWithTheirFaults() {
    RegistryRefusedException refused =
        catchThrowableOfType(
            RegistryRefusedException.class,
            () -> registry.client().putRoutingTable("salt: 7", 1, CHANGE, false));
    assertThat(refused.staleRevision()).isFalse();
    assertThat(refused.problem().faults()).hasSize(2);
    assertThat(refused).hasMessageContaining("salt: is 7; text is expected");
  }

  private HttpResponse<String> put(String ifMatch, String document)
      throws IOException, InterruptedException {
    return registry.put(
        registry.change("/v1/routing-table").header("If-Match", ifMatch),
        "application/yaml",
        document);
  }
}
