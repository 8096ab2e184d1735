package io.pointsman.workers.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.control.RootCause;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryDeniedException;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workflows.ConductorApi;
import io.pointsman.workflows.Definitions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Conductor and the registry. */
final class ServiceChecks {

  /** What the registry knows; nothing when it does not answer. */
  record Known(List<SourceDefinition> sources, List<CatalogDefinition> catalogs) {}

  private final WorkerConfig config;
  private final ConductorApi conductor;

  ServiceChecks(WorkerConfig config) {
    this.config = config;
    this.conductor = new ConductorApi(config.conductor());
  }

  Check conductor() throws IOException {
    long begun = System.nanoTime();
    conductor.search("workflowType='move_data'", 0, 1);
    return Check.of(
        "conductor",
        true,
        milliseconds(begun),
        "ms",
        "answers and searches at " + conductor.address());
  }

  Check workflows() throws IOException {
    Definitions shipped = Definitions.shipped();
    List<String> missing = new ArrayList<>();
    List<ObjectNode> workflows =
        List.of(shipped.moveData(), shipped.moveDataSpark(), shipped.moveDataFailed());
    for (ObjectNode workflow : workflows) {
      String name = workflow.path("name").asText();
      if (conductor.workflowDefinition(name, null).isEmpty()) {
        missing.add(name);
      }
    }
    for (ObjectNode task : shipped.tasks()) {
      String name = task.path("name").asText();
      if (conductor.taskDefinition(name).isEmpty()) {
        missing.add(name);
      }
    }
    int all = workflows.size() + shipped.tasks().size();
    return missing.isEmpty()
        ? Check.of("workflows", true, all, "definitions", "all are registered")
        : Check.of(
            "workflows",
            false,
            missing.size(),
            "missing definitions",
            "not registered: "
                + String.join(", ", missing)
                + ". To do: ./pointsman register --conductor "
                + config.conductor());
  }

  Known registry(Consumer<Check> done) {
    long begun = System.nanoTime();
    try {
      RegistryCopy copy =
          new RegistryClient(config.registry().url(), config.registry().token())
              .copy(null)
              .orElseThrow(() -> new IllegalStateException("The registry sent no copy of itself"))
              .copy();
      done.accept(
          Check.of(
              "registry",
              true,
              milliseconds(begun),
              "ms",
              "answers; routing table revision "
                  + copy.revision()
                  + ", "
                  + copy.sources().size()
                  + " sources, "
                  + copy.catalogs().size()
                  + " catalogs, "
                  + copy.movements().size()
                  + " movements"));
      return new Known(List.copyOf(copy.sources().values()), List.copyOf(copy.catalogs().values()));
    } catch (RegistryException | RuntimeException e) {
      done.accept(
          Check.of(
              "registry",
              false,
              null,
              null,
              RootCause.message(e)
                  + (e instanceof RegistryDeniedException
                      ? ". To do: give the worker a token of the role service: registry.tokenFile"
                          + " or POINTSMAN_TOKEN, from ./pointsman token issue; until then"
                      : ". To do: start ./pointsman registry, or correct registry.url; until then")
                  + " sources and catalogs are not known"));
      return new Known(List.of(), List.of());
    }
  }

  private static long milliseconds(long begunNanos) {
    return (System.nanoTime() - begunNanos) / 1_000_000;
  }
}
