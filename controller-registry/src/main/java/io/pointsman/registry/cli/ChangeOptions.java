package io.pointsman.registry.cli;

import io.pointsman.registry.api.Change;
import picocli.CommandLine.Option;

/** Who makes a change and why. */
final class ChangeOptions {
  @Option(
      names = "--why",
      required = true,
      paramLabel = "REASON",
      description = "Why; kept in the audit.")
  private String why;

  @Option(
      names = "--actor",
      paramLabel = "WHO",
      defaultValue = "${env:POINTSMAN_ACTOR:-${sys:user.name}}",
      description = "Who makes the change (POINTSMAN_ACTOR; ${DEFAULT-VALUE}).")
  private String actor;

  Change change() {
    return new Change(actor, why);
  }

  String actor() {
    return actor;
  }

  String why() {
    return why;
  }
}
