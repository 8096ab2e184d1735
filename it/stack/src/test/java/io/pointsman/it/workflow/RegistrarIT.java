package io.pointsman.it.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.it.ConductorServer;
import io.pointsman.it.SharedParts;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import io.pointsman.workflows.Registrar;
import io.pointsman.workflows.Registrar.Change;
import io.pointsman.workflows.Registrar.Registered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedParts.class)
class RegistrarIT {

  @Test
  void whatIsRegisteredAlreadyIsLeftAlone(ConductorServer server) throws Exception {
    Registrar registrar = new Registrar(new ConductorApi(server.uri()));
    registrar.register(Definitions.shipped());

    assertThat(registrar.register(Definitions.shipped()))
        .extracting(Registered::change)
        .containsOnly(Change.UNCHANGED);
  }

  @Test
  void anotherBodyBecomesTheNextVersionAndMoveDataNamesIt(ConductorServer server) throws Exception {
    ConductorApi conductor = new ConductorApi(server.uri());
    Registrar registrar = new Registrar(conductor);
    Definitions shipped = Definitions.shipped();
    List<Registered> before = registrar.register(shipped);
    ObjectNode earlier =
        conductor
            .workflowDefinition("move_data_spark", version(before, "move_data_spark"))
            .orElseThrow();

    ObjectNode changed = shipped.moveDataSpark().deepCopy().put("description", "another one");
    List<Registered> after =
        registrar.register(
            new Definitions(
                shipped.moveData(), changed, shipped.moveDataFailed(), shipped.tasks()));

    int next = version(after, "move_data_spark");
    assertThat(next).isEqualTo(version(before, "move_data_spark") + 1);
    assertThat(version(after, "move_data")).isEqualTo(version(before, "move_data") + 1);
    assertThat(conductor.workflowDefinition("move_data_spark", next - 1)).contains(earlier);
    ObjectNode moveData = conductor.workflowDefinition("move_data", null).orElseThrow();
    assertThat(moveData.findValue("subWorkflowParam").path("version").asInt()).isEqualTo(next);
    registrar.register(shipped);
  }

  @Test
  void aTaskDefinitionThatDiffersIsUpdated(ConductorServer server) throws Exception {
    ConductorApi conductor = new ConductorApi(server.uri());
    Registrar registrar = new Registrar(conductor);
    registrar.register(Definitions.shipped());

    List<Registered> done =
        registrar.register(
            Definitions.shipped()
                .withTasks(
                    task ->
                        task.path("name").asText().equals("audit_spark")
                            ? task.put("retryCount", 7)
                            : task));

    assertThat(done)
        .contains(new Registered("audit_spark", null, Change.UPDATED))
        .contains(new Registered("claim_spark", null, Change.UNCHANGED));
    assertThat(conductor.taskDefinition("audit_spark").orElseThrow().path("retryCount").asInt())
        .isEqualTo(7);
    registrar.register(Definitions.shipped());
  }

  private static int version(List<Registered> registered, String name) {
    return registered.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .version();
  }
}
