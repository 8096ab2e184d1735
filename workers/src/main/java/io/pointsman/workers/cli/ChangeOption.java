package io.pointsman.workers.cli;

import io.pointsman.registry.api.Change;
import picocli.CommandLine.Option;

/** Who changes something, and why; the registry keeps it. */
final class ChangeOption {
  @Option(
      names = "--why",
      required = true,
      paramLabel = "REASON",
      description = "kept in the audit")
  private String why;

  @Option(
      names = "--actor",
      paramLabel = "WHO",
      defaultValue = "${env:POINTSMAN_ACTOR:-${sys:user.name}}",
      description = "who makes the change (POINTSMAN_ACTOR; ${DEFAULT-VALUE})")
  private String actor;

  Change change() {
    return new Change(actor, why);
  }
}
