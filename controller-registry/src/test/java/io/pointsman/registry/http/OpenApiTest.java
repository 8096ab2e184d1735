package io.pointsman.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.inject.Guice;
import com.google.inject.Injector;
import io.javalin.http.HandlerType;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Breaker;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Demotion;
import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Guard;
import io.pointsman.decider.GuardState;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.RampState;
import io.pointsman.decider.RampStep;
import io.pointsman.decider.Route;
import io.pointsman.decider.ShadowBudget;
import io.pointsman.decider.ShadowUse;
import io.pointsman.decider.Simulation;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.Spent;
import io.pointsman.decider.Standing;
import io.pointsman.decider.TableDifference;
import io.pointsman.decider.TableWarning;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.proof.Waiver;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.RegistryWiring;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.AuditPage;
import io.pointsman.registry.api.DefinitionDocument;
import io.pointsman.registry.api.GrantedShadow;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.api.Problem;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.ProofReceipt;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampRequest;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.api.RecordedProof;
import io.pointsman.registry.api.ReleaseRequest;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.api.ShadowAllowance;
import io.pointsman.registry.api.ShadowEnd;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.api.WhoAmI;
import io.pointsman.registry.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiTest {
  private final JsonNode description = read();

  @TempDir private Path directory;

  @Test
  void everyRouteOfTheApiIsDescribedAndNothingElseIs() {
    Injector injector = Guice.createInjector(RegistryWiring.of(directory.resolve("registry.db")));
    Set<String> routes = new TreeSet<>();
    try (Database database = injector.getInstance(Database.class)) {
      assertThat(database).isNotNull();
      for (Endpoint endpoint : injector.getInstance(RegistryHttpServer.class).endpoints()) {
        if (endpoint.path().startsWith("/v1/")
            || endpoint.path().equals("/healthz")
            || endpoint.path().equals("/readyz")
            || endpoint.path().equals("/metrics")
            || endpoint.path().equals("/openapi.yaml")) {
          routes.add(endpoint.method() + " " + endpoint.path());
        }
      }
    }
    Set<String> described = new TreeSet<>();
    description
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!method.equals("parameters")) {
                            described.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    assertThat(described).isEqualTo(routes);
  }

  @Test
  void everyRouteSaysWhichRoleItTakes() {
    description
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (!operation.getKey().equals("parameters")) {
                            assertThat(said(operation.getValue()))
                                .as(operation.getKey() + " " + path.getKey())
                                .isEqualTo(required(operation.getKey(), path.getKey()));
                          }
                        }));
  }

  private static String said(JsonNode operation) {
    JsonNode security = operation.path("security");
    return security.isArray() && security.isEmpty()
        ? "anybody"
        : operation.path("x-least-role").asText();
  }

  private static String required(String method, String path) {
    Endpoint endpoint =
        new Endpoint(
            HandlerType.findOrCreate(method.toUpperCase(java.util.Locale.ROOT)), path, any -> {});
    return AccessRules.least(endpoint).map(Role::word).orElse("anybody");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        AuditEntry.class,
        AuditPage.class,
        BackupPin.class,
        BackupPin.NodeManifest.class,
        Breaker.class,
        BreakerState.class,
        BreakerState.Fallback.class,
        BreakerState.Opening.class,
        BreakerState.Probe.class,
        CatalogDefinition.class,
        Decision.class,
        DefinitionDocument.class,
        DecisionRequest.class,
        Demotion.class,
        DestinationTable.class,
        Guard.class,
        GuardPage.class,
        GuardState.class,
        GuardedMovement.class,
        HandOver.class,
        ImportReceipt.class,
        IssuedToken.class,
        Movement.class,
        MovementDefinition.class,
        MovementPage.class,
        Outcome.class,
        OutcomeReceipt.class,
        Problem.class,
        Problem.Fault.class,
        Proof.class,
        ProofPage.class,
        ProofReceipt.class,
        RampRequest.class,
        RampState.class,
        RampState.Pause.class,
        RampStep.class,
        RampView.class,
        RecordedProof.class,
        ReleaseRequest.class,
        RegistryCopy.class,
        RunExecution.class,
        RunPage.class,
        RunSummary.class,
        Simulation.Move.class,
        SimulationReport.class,
        SimulationRequest.class,
        GrantedShadow.class,
        ShadowAllowance.class,
        ShadowBudget.class,
        ShadowEnd.class,
        ShadowPage.class,
        ShadowUse.class,
        ShadowUse.Taken.class,
        SourceDefinition.class,
        SourceTable.class,
        Spent.class,
        Standing.class,
        TableDifference.class,
        TableRevision.class,
        TableWarning.class,
        TokenRequest.class,
        TokenView.class,
        Waiver.class,
        WhoAmI.class
      })
  void everyFieldOfARecordIsDescribed(Class<?> type) {
    List<String> fields =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    List<String> described = new ArrayList<>();
    schema(type).get("properties").fieldNames().forEachRemaining(described::add);
    assertThat(described).containsExactlyElementsOf(fields);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        FailureReason.class,
        DecisionReason.class,
        ProofResult.class,
        RampAction.class,
        Route.class
      })
  void everyValueOfAnEnumerationIsDescribed(Class<? extends Enum<?>> type) {
    List<String> described = new ArrayList<>();
    schema(type).get("enum").forEach(value -> described.add(value.textValue()));
    assertThat(described)
        .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : description.findValues("$ref")) {
      assertThat(description.at(reference.textValue().substring(1)).isMissingNode())
          .as(reference.textValue())
          .isFalse();
    }
  }

  private JsonNode schema(Class<?> type) {
    JsonNode schema = description.at("/components/schemas/" + type.getSimpleName());
    assertThat(schema.isMissingNode()).as("schema of " + type.getSimpleName()).isFalse();
    return schema;
  }

  private static JsonNode read() {
    try (InputStream document =
        OpenApiTest.class.getResourceAsStream("/io/pointsman/registry/openapi.yaml")) {
      return new YAMLMapper().readTree(document);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
