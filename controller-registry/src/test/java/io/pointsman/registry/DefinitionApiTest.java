package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.DataModel;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.OnNoBackup;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DefinitionApiTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void sourcesAndCatalogsAreKeptChangedAndRemoved() throws RegistryException {
    SourceDefinition changed =
        SourceDefinition.of("members", "s3://other/prefix", "medusa")
            .withStore("eu-west-1", "http://127.0.0.1:9000", true)
            .withReplicas("dc1", "LOCAL_QUORUM")
            .withCredentials("named")
            .withRetention(Duration.ofDays(30));
    registry.client().putSource(changed, CHANGE);
    assertThat(registry.client().sources()).containsExactly(changed);
    registry.client().deleteSource("members", CHANGE);
    registry.client().deleteCatalog("lake", CHANGE);
    assertThat(registry.client().sources()).isEmpty();
    assertThat(registry.client().catalogs()).isEmpty();
    AuditEntry newest = registry.client().audit(1, null).entries().get(0);
    assertThat(newest.subject()).isEqualTo("catalog/lake");
    assertThat(newest.from()).isNotNull();
    assertThat(newest.to()).isNull();
  }

  @Test
  void everyFaultOfASourceNamesItsField() {
    assertThat(
            faults(
                () ->
                    registry
                        .client()
                        .putSource(
                            SourceDefinition.of("members", "https://bucket/x", null)
                                .withStore("eu west", "http://user:secret@host", false)
                                .withReplicas(null, "SOME")
                                .withCredentials("na me"),
                            CHANGE)))
        .extracting(Fault::path)
        .containsExactly("backupUri", "layout", "region", "endpoint", "consistency", "credentials");
  }

  @Test
  void secretsAreRefusedWithoutBeingRepeated() {
    Map<String, String> properties =
        Map.of(
            "type", "rest",
            "token", "hunter2",
            "s3.secret-access-key", "hunter2",
            "s3.access-key-id", "hunter2",
            "credential", "id:hunter2",
            "jdbc.password", "hunter2",
            "uri", "jdbc:postgresql://host/db?user=x&password=hunter2",
            "header.Authorization", "Bearer hunter2");
    RegistryRefusedException refused =
        refused(
            () ->
                registry
                    .client()
                    .putCatalog(new CatalogDefinition("lake", properties, null), CHANGE));
    assertThat(refused.problem().faults())
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "properties.token",
            "properties.s3.secret-access-key",
            "properties.s3.access-key-id",
            "properties.credential",
            "properties.jdbc.password",
            "properties.uri",
            "properties.header.Authorization");
    assertThat(refused).hasMessageNotContaining("hunter2");
    assertThat(refused).hasMessageContaining("Give the credentials a name in 'credentials'");
  }

  @Test
  void settingsThatOnlySpeakOfSecretsAreKept() throws RegistryException {
    CatalogDefinition catalog =
        new CatalogDefinition(
            "other",
            Map.of(
                "type", "rest",
                "uri", "https://catalog.example.org",
                "token-refresh-enabled", "false",
                "token-expires-in-ms", "1000",
                "oauth2-server-uri", "https://login.example.org"),
            "named");
    registry.client().putCatalog(catalog, CHANGE);
    assertThat(registry.client().catalogs()).contains(catalog);
  }

  @Test
  void aSourceThatAMovementNamesIsNotRemoved() throws RegistryException {
    registry.client().putMovement(MovementDefinition.of(MOVEMENT), CHANGE);
    RegistryRefusedException refused =
        refused(() -> registry.client().deleteSource("members", CHANGE));
    assertThat(refused.problem().status()).isEqualTo(409);
    assertThat(refused).hasMessageContaining("is named by 1 movement, such as '" + MOVEMENT.id());
    registry.client().deleteMovement(MOVEMENT, CHANGE);
    registry.client().deleteSource("members", CHANGE);
    assertThat(registry.client().movement(MOVEMENT)).isEmpty();
  }

  @Test
  void aMovementOfAnUnknownSourceIsRefused() {
    assertThat(
            faults(
                () ->
                    registry
                        .client()
                        .putMovement(
                            MovementDefinition.of(Movement.parse("nobody/k/t -> lake.n.t")),
                            CHANGE)))
        .singleElement()
        .asString()
        .contains("'source.cluster' is 'nobody'", "it knows members");
  }

  @Test
  void changesOfDefinitionsNeedAReason() throws Exception {
    HttpResponse<String> answer =
        registry.put(
            registry.to("/v1/sources/x"),
            "application/json",
            "{\"name\":\"x\",\"backupUri\":\"s3://bucket/x\",\"layout\":\"medusa\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("has no reason");
    assertThat(registry.send(registry.to("/v1/sources/members").DELETE()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void theNameInPathAndBodyMustAgree() throws Exception {
    HttpResponse<String> answer =
        registry.put(
            registry.change("/v1/sources/x"),
            "application/json",
            "{\"name\":\"y\",\"backupUri\":\"s3://bucket/x\",\"layout\":\"medusa\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("is 'y', but the path says 'x'");
  }

  @Test
  void theCopyOfAnotherRegistryIsNeverTakenForThisOnes(@TempDir Path elsewhere)
      throws RegistryException {
    FetchedCopy own = registry.client().copy(null).orElseThrow();
    try (TestRegistry other = TestRegistry.furnished(kind, elsewhere)) {
      assertThat(other.client().copy(own.etag())).isPresent();
    }
  }

  @Test
  void theCopyIsOneDocumentThatTellsWhetherItChanged() throws RegistryException {
    registry.client().putMovement(MovementDefinition.of(MOVEMENT), CHANGE);
    FetchedCopy first = registry.client().copy(null).orElseThrow();
    RegistryCopy copy = first.copy();
    assertThat(copy.revision()).isEqualTo(1);
    assertThat(copy.source("members")).hasValue(source("members"));
    assertThat(copy.catalog("lake")).isPresent();
    assertThat(copy.movements()).containsOnlyKeys(MOVEMENT.id());
    assertThat(registry.client().copy(first.etag())).isEmpty();
    registry.client().putSource(source("more"), CHANGE);
    Optional<FetchedCopy> second = registry.client().copy(first.etag());
    assertThat(second).isPresent();
    registry.setDefault("50");
    assertThat(registry.client().copy(second.get().etag())).isPresent();
  }

  @Test
  void movementsAreImportedFromCsvAllAtOnce() throws RegistryException {
    String csv =
        """
        source,destination,dataModel,cohort,owner,labels,maxBackupAge,onNoBackup,writeMode,partitionColumns,legacy
        members/ks/a,lake.n.a,key-value,tier-1,"Ana, Bob",team=growth;eu=yes,26h,REFUSED,overwrite-partition,region=string;snapshot_date=date,pool=night
        members/ks/b,lake.n.b,,,,,,,,,
        """;
    assertThat(registry.client().importMovements(csv, CHANGE))
        .isEqualTo(new ImportReceipt(2, 0, 0));
    assertThat(registry.client().movement(Movement.parse("members/ks/a -> lake.n.a")))
        .hasValue(
            new MovementDefinition(
                new Movement(
                    Movement.parse("members/ks/a -> lake.n.a").source(),
                    Movement.parse("members/ks/a -> lake.n.a").destination(),
                    DataModel.KEY_VALUE,
                    "tier-1",
                    Map.of("team", "growth", "eu", "yes")),
                "Ana, Bob",
                Duration.ofHours(26),
                OnNoBackup.REFUSED,
                WriteMode.OVERWRITE_PARTITION,
                Map.of("region", PartitionType.STRING, "snapshot_date", PartitionType.DATE),
                Map.of("pool", "night")));
    assertThat(registry.client().importMovements(csv.replace("tier-1", "tier-2"), CHANGE))
        .isEqualTo(new ImportReceipt(0, 1, 1));
  }

  @Test
  void partitionColumnsThatCannotBeAreRefusedWithTheirLine() throws RegistryException {
    List<Fault> faults =
        faults(
            () ->
                registry
                    .client()
                    .importMovements(
                        """
                        source,destination,writeMode,partitionColumns
                        members/ks/a,lake.n.a,overwrite-partition,day=decimal
                        members/ks/b,lake.n.b,append,
                        members/ks/c,lake.n.c,replace,day=date
                        members/ks/d,lake.n.d,overwrite-partition,a b=date
                        """,
                        CHANGE));
    assertThat(faults)
        .extracting(Fault::path)
        .containsExactly("line 2", "line 3", "line 4", "line 5");
    assertThat(faults)
        .extracting(Fault::problem)
        .satisfiesExactly(
            one -> assertThat(one).contains("'decimal'", "string, int, long, date, boolean"),
            two -> assertThat(two).contains("'writeMode'", "'append'"),
            three -> assertThat(three).contains("writeMode is not overwrite-partition"),
            four -> assertThat(four).contains("'a b'"));
  }

  @Test
  void anImportWithFaultsDoesNothingAndNamesTheLines() throws RegistryException {
    List<Fault> faults =
        faults(
            () ->
                registry
                    .client()
                    .importMovements(
                        "source,destination,owner,maxBackupAge,labels\n"
                            + "members/ks/a,lake.n.a,\"a name over\ntwo lines\",,\n"
                            + "\n"
                            + "members/ks,lake.n.b,,,\n"
                            + "nobody/ks/c,lake.n.c,,,\n"
                            + "members/ks/d,lake.n.d,,soon,nothing\n"
                            + "members/ks/a,lake.n.a,,,\n"
                            + "members/ks/e,lake.n.e\n"
                            + "members/ks/f,lake.n.f,,-5h,",
                        CHANGE));
    assertThat(faults)
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "line 5",
            "line 6",
            "line 7, maxBackupAge",
            "line 7, labels",
            "line 8",
            "line 9",
            "line 10, maxBackupAge");
    assertThat(faults)
        .extracting(Fault::toString)
        .contains("line 8: is the same movement as line 2");
    assertThat(registry.client().movements(10, null).movements()).isEmpty();
  }

  @Test
  void anImportWithAnotherHeaderSaysWhatIsKnown() {
    assertThat(
            faults(
                () ->
                    registry
                        .client()
                        .importMovements("from,destination\nmembers/ks/a,lake.n.a\n", CHANGE)))
        .extracting(Fault::toString)
        .anyMatch(fault -> fault.startsWith("line 1: has the unknown column 'from'; known are"))
        .contains("line 1: lacks the column 'source'");
    assertThat(faults(() -> registry.client().importMovements("", CHANGE)))
        .extracting(Fault::path)
        .containsExactly("line 1");
  }

  @Test
  void movementsArePagedById() throws RegistryException {
    StringBuilder csv = new StringBuilder("source,destination\n");
    for (int i = 0; i < 25; i++) {
      csv.append("members/ks/t%02d,lake.n.t%02d\n".formatted(i, i));
    }
    registry.client().importMovements(csv.toString(), CHANGE);
    List<String> tables = new ArrayList<>();
    String after = null;
    do {
      MovementPage page = registry.client().movements(10, after);
      page.movements().forEach(movement -> tables.add(movement.movement().source().table()));
      after = page.next();
    } while (after != null);
    assertThat(tables).hasSize(25).isSorted();
  }

  private static List<Fault> faults(ThrowingCallable call) {
    return refused(call).problem().faults();
  }

  private static RegistryRefusedException refused(ThrowingCallable call) {
    RegistryRefusedException refused = catchThrowableOfType(RegistryRefusedException.class, call);
    assertThat(refused).as("the registry refuses").isNotNull();
    return refused;
  }
}
