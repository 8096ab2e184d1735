package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class HandOverApiTest {
  private static final String RENAMED = "members/ks/people -> lake.ns.profiles";

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
  void aHandOverIsAuditedWithWhoWhyFromWhatToWhat() throws RegistryException {
    registry
        .client()
        .recordHandOver(new HandOver("lake.ns.profiles", MOVEMENT.id(), RENAMED, null), CHANGE);
    AuditEntry entry = registry.client().audit(1, null).entries().get(0);
    assertThat(entry.actor()).isEqualTo("ana");
    assertThat(entry.why()).isEqualTo("because");
    assertThat(entry.subject()).isEqualTo("destination/lake.ns.profiles");
    assertThat(entry.from().path("heldBy").asText()).isEqualTo(MOVEMENT.id());
    assertThat(entry.to().path("heldBy").asText()).isEqualTo(RENAMED);
  }

  @Test
  void whatIsTakenOutOfTheFenceIsHeldByNobody() throws RegistryException {
    registry
        .client()
        .recordHandOver(new HandOver("lake.ns.profiles", MOVEMENT.id(), null, null), CHANGE);
    AuditEntry entry = registry.client().audit(1, null).entries().get(0);
    assertThat(entry.from().path("heldBy").asText()).isEqualTo(MOVEMENT.id());
    assertThat(entry.to()).isNull();
  }

  @Test
  void everyFaultIsNamedAndNothingIsRecorded() throws RegistryException {
    RegistryRefusedException refused =
        catchThrowableOfType(
            RegistryRefusedException.class,
            () ->
                registry
                    .client()
                    .recordHandOver(new HandOver("lake", "no movement", "'; --", null), CHANGE));
    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().faults())
        .extracting(Fault::path)
        .containsExactly("destination", "from", "to");
    RegistryRefusedException unsigned =
        catchThrowableOfType(
            RegistryRefusedException.class,
            () ->
                registry
                    .client()
                    .recordHandOver(
                        new HandOver("lake.ns.profiles", null, RENAMED, null),
                        new Change("ana", " ")));
    assertThat(unsigned).hasMessageContaining("reason");
    assertThat(registry.client().audit(10, null).entries())
        .extracting(AuditEntry::subject)
        .doesNotContain("destination/lake.ns.profiles");
  }
}
