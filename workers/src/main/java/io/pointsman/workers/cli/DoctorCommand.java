package io.pointsman.workers.cli;

import io.pointsman.registry.cli.TextTable;
import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.doctor.Check;
import io.pointsman.workers.doctor.Doctor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.iceberg.catalog.Namespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pointsman doctor}: tries out everything that a worker needs. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    description = {
      "Tries out what a worker with this configuration needs: Conductor and its workflows, the",
      "registry, the control store (does it really write only if absent?), every source and the",
      "age of its newest complete backup, every catalog (does the fence hold there?), the",
      "SPARK_HOME and the legacy engine. Says what to do for each that fails.",
      "Makes one object and one table a catalog, and removes them again.",
      "Exit status: 0 when all is well, 1 when not."
    },
    footer = {
      "",
      "Examples:",
      "  pointsman doctor --config pointsman.yaml",
      "  pointsman doctor --json | jq '.checks[] | select(.ok | not)'"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Mixin private Output output;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "pointsman_doctor",
      description = "where a table may be made in each catalog (default: ${DEFAULT-VALUE})")
  private String namespace;

  @Override
  public Integer call() {
    List<Check> checks;
    try {
      checks =
          new Doctor(config.read(), Namespace.of(namespace.split("\\.", -1)))
              .examine(output::progress);
    } catch (ConfigException e) {
      checks =
          List.of(
              Check.of("configuration", false, null, null, e.getMessage() + " To do: correct it"));
    }
    TextTable table = new TextTable("CHECK", "", "FIGURE", "");
    checks.forEach(
        check ->
            table.row(
                check.name(),
                check.ok() ? "ok" : "NOT OK",
                check.figure() == null ? "" : check.figure() + " " + check.unit(),
                check.message()));
    return output.verdict(checks, Map.of(), table.toString());
  }
}
