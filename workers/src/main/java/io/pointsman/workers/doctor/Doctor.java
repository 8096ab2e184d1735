package io.pointsman.workers.doctor;

import io.pointsman.control.RootCause;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.workers.config.WorkerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;

/** Tries out everything that a worker with this configuration needs, and says what to do. */
public final class Doctor {
  private final WorkerConfig config;
  private final Namespace scratch;

  /**
   * @param scratch namespace of every catalog where a table may be made and dropped
   */
  public Doctor(WorkerConfig config, Namespace scratch) {
    this.config = config;
    this.scratch = scratch;
  }

  /** Looks at each part, in the order in which a run needs them. */
  public List<Check> examine(Consumer<String> progress) {
    List<Check> checks = new ArrayList<>();
    ServiceChecks services = new ServiceChecks(config);
    run(
        checks,
        progress,
        "conductor",
        services::conductor,
        "start Conductor, or correct conductor.url");
    run(
        checks,
        progress,
        "workflows",
        services::workflows,
        "./pointsman register --conductor " + config.conductor());
    ServiceChecks.Known known =
        services.registry(
            check -> {
              progress.accept("registry: " + check.message());
              checks.add(check);
            });
    run(
        checks,
        progress,
        "control store",
        () -> StoreChecks.control(config.control()),
        "correct control.uri, its endpoint and credentials; it needs reading, writing, listing and"
            + " deleting below its prefix");
    for (SourceDefinition source : known.sources()) {
      run(
          checks,
          progress,
          "source " + source.name(),
          () -> StoreChecks.source(source),
          "correct it with ./pointsman source set "
              + source.name()
              + ", or give this process its credentials");
    }
    for (CatalogDefinition catalog : known.catalogs()) {
      run(
          checks,
          progress,
          "catalog " + catalog.name(),
          () -> CatalogChecks.fence(catalog, scratch),
          "correct it with ./pointsman catalog set "
              + catalog.name()
              + ", or give its user the right to create, commit and drop tables and to write below"
              + " their location");
    }
    parts().forEach((name, check) -> run(checks, progress, name, check, ENGINE_ADVICE));
    return checks;
  }

  private static final String ENGINE_ADVICE = "correct this section of the configuration";

  private Map<String, Callable<Check>> parts() {
    Map<String, Callable<Check>> parts = new LinkedHashMap<>();
    if (config.spark() != null) {
      parts.put("spark", () -> SparkChecks.home("spark", config.spark().settings()));
    }
    if (config.legacy() != null) {
      parts.put("legacy", () -> LegacyChecks.engine(config.legacy().settings()));
    }
    return parts;
  }

  private static void run(
      List<Check> checks,
      Consumer<String> progress,
      String name,
      Callable<Check> check,
      String advice) {
    Check done;
    try {
      done = check.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done = Check.of(name, false, null, null, "interrupted");
    } catch (Exception | LinkageError e) {
      done = Check.of(name, false, null, null, RootCause.message(e) + ". To do: " + advice);
    }
    progress.accept(name + ": " + done.message());
    checks.add(done);
  }
}
