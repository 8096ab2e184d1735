package io.pointsman.workers.cli;

import io.pointsman.control.RootCause;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.cli.TextTable;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.Toolbox;
import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.doctor.Check;
import io.pointsman.workers.leftover.Found;
import io.pointsman.workers.leftover.Found.RemovalException;
import io.pointsman.workers.leftover.Leftover;
import io.pointsman.workers.leftover.LeftoverSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pointsman gc}: lists what ended runs left, and removes it when told to. */
@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "Finds what failed, cancelled and superseded runs left: branches, staged files,",
      "intermediate tables, jobs that still run, records that are older than",
      "leftovers.recordAge. Lists it with its bytes, and removes it with --yes.",
      "Nothing of a run that goes on in Conductor is touched, nor of one that Conductor does",
      "not know before leftovers.unknownRunAge, nor anything that Pointsman did not make."
    },
    footer = {
      "",
      "Examples:",
      "  pointsman gc --config pointsman.yaml                 what would go, of all movements",
      "  pointsman gc 'members/profiles/by_id -> lake.members.profiles' --yes",
      "  pointsman gc --json | jq '.items[] | select(.kept == null)'"
    })
final class GcCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Parameters(
      arity = "0..1",
      paramLabel = "MOVEMENT",
      description = "only this one's; default: every movement that the registry knows")
  private String movement;

  @Mixin private ConfigOption config;
  @Mixin private Output output;

  @Option(names = "--yes", description = "remove what is listed; without it, nothing is changed")
  private boolean yes;

  private final Function<WorkerConfig, Toolbox> toolboxes;

  GcCommand(Function<WorkerConfig, Toolbox> toolboxes) {
    this.toolboxes = toolboxes;
  }

  private record Removed(Leftover leftover, boolean ok, String message) {}

  @Override
  public Integer call() {
    try (Toolbox tools = toolboxes.apply(config.read())) {
      return collect(tools);
    } catch (ConfigException | RegistryException | IllegalArgumentException e) {
      return output.failed(e.getMessage());
    } catch (IOException e) {
      return output.failed(
          "Nothing was removed, since it cannot be told what is left: " + RootCause.message(e));
    }
  }

  private int collect(Toolbox tools) throws RegistryException, IOException {
    tools.runs().reach();
    RegistryClient registry = tools.registry();
    Map<String, CatalogDefinition> catalogs =
        registry.catalogs().stream().collect(Collectors.toMap(CatalogDefinition::name, it -> it));
    List<Movement> movements = movement == null ? all(registry) : List.of(Movement.parse(movement));
    Set<String> onlyRuns = movement == null ? null : runsOf(registry, movements.get(0));
    output.progress("Looking at " + movements.size() + " destinations …");
    LeftoverSearch.Result result =
        tools.leftovers().find(movements, catalogs, onlyRuns, output::progress);
    result.problems().forEach(output::progress);
    return yes ? remove(result) : list(result);
  }

  private static List<Movement> all(RegistryClient registry) throws RegistryException {
    List<Movement> movements = new ArrayList<>();
    String after = null;
    do {
      MovementPage page = registry.movements(PAGE, after);
      page.movements().stream().map(MovementDefinition::movement).forEach(movements::add);
      after = page.next();
    } while (after != null);
    return movements;
  }

  private static Set<String> runsOf(RegistryClient registry, Movement movement)
      throws RegistryException {
    Set<String> runs = new HashSet<>();
    Long before = null;
    do {
      RunPage page = registry.runs(movement, PAGE, before);
      page.runs().forEach(run -> runs.add(run.runId()));
      before = page.next();
    } while (before != null);
    return runs;
  }

  private int list(LeftoverSearch.Result result) {
    List<Leftover> items = result.found().stream().map(Found::leftover).toList();
    TextTable table = new TextTable("WHAT", "WHERE", "RUN", "BYTES", "");
    items.forEach(
        item ->
            table.row(
                item.kind(),
                item.where(),
                run(item),
                Bytes.text(item.bytes()),
                item.kept() == null ? "would be removed" : "kept: " + item.kept()));
    long count = items.stream().filter(item -> item.kept() == null).count();
    long bytes =
        items.stream().filter(item -> item.kept() == null).mapToLong(Leftover::bytes).sum();
    return output.verdict(
        List.of(
            looked(result),
            Check.of("would be removed", true, count, "items", null),
            Check.of("would be freed", true, bytes, "bytes", null)),
        Map.of("dryRun", true, "items", items),
        (items.isEmpty() ? "" : table + "\n\n")
            + count
            + " would be removed, "
            + Bytes.text(bytes)
            + (count == 0 ? "." : "; nothing was changed. Remove them with --yes."));
  }

  private int remove(LeftoverSearch.Result result) {
    List<Removed> removed = new ArrayList<>();
    for (Found found : result.found()) {
      if (found.removal() == null) {
        removed.add(new Removed(found.leftover(), true, "kept: " + found.leftover().kept()));
        continue;
      }
      try {
        removed.add(new Removed(found.leftover(), true, found.removal().run()));
      } catch (IOException | RemovalException | RuntimeException e) {
        removed.add(new Removed(found.leftover(), false, "not removed: " + RootCause.message(e)));
      }
    }
    TextTable table = new TextTable("WHAT", "WHERE", "RUN", "BYTES", "");
    removed.forEach(
        it ->
            table.row(
                it.leftover().kind(),
                it.leftover().where(),
                run(it.leftover()),
                Bytes.text(it.leftover().bytes()),
                it.message()));
    List<Removed> done =
        removed.stream().filter(it -> it.ok() && it.leftover().kept() == null).toList();
    long bytes = done.stream().mapToLong(it -> it.leftover().bytes()).sum();
    long failed = removed.stream().filter(it -> !it.ok()).count();
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("dryRun", false);
    more.put("items", removed);
    return output.verdict(
        List.of(
            looked(result),
            Check.of("removed", true, done.size(), "items", null),
            Check.of("freed", true, bytes, "bytes", null),
            Check.of(
                "not removed",
                failed == 0,
                failed,
                "items",
                failed == 0 ? null : "each says why; try again")),
        more,
        (removed.isEmpty() ? "" : table + "\n\n")
            + done.size()
            + " removed, "
            + Bytes.text(bytes)
            + (failed == 0 ? "." : "; " + failed + " could not be removed, try again."));
  }

  private static Check looked(LeftoverSearch.Result result) {
    return Check.of(
        "could not be looked at",
        result.problems().isEmpty(),
        result.problems().size(),
        "destinations",
        result.problems().isEmpty() ? null : String.join("; ", result.problems()));
  }

  private static String run(Leftover item) {
    return item.runId() == null ? "" : item.runId() + " " + item.run();
  }
}
