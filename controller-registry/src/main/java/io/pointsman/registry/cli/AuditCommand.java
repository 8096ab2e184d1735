package io.pointsman.registry.cli;

import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.AuditPage;
import io.pointsman.registry.client.RegistryException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    footer = {"%nExamples:", "  pointsman audit", "  pointsman audit --json"},
    mixinStandardHelpOptions = true,
    description = "Who changed what, when and why, newest first.")
final class AuditCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--limit",
      defaultValue = "50",
      description = "How many, 1 to 500 (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--before", paramLabel = "ID", description = "Only changes before this one.")
  private Long before;

  @Override
  public Integer call() throws RegistryException {
    AuditPage page = registry.client().audit(limit, before);
    TextTable table = new TextTable("ID", "WHEN", "WHO", "FROM", "WHAT", "WHY");
    for (AuditEntry entry : page.entries()) {
      table.row(
          entry.id(),
          entry.at().truncatedTo(ChronoUnit.SECONDS),
          entry.principal() == null || entry.principal().equals(entry.actor())
              ? entry.actor()
              : entry.actor() + " (" + entry.principal() + ")",
          entry.address(),
          entry.subject()
              + (entry.revision() == null ? "" : " (revision " + entry.revision() + ")")
              + (entry.from() == null ? " added" : entry.to() == null ? " removed" : ""),
          entry.why());
    }
    registry.print(
        page,
        table
            + (page.next() == null ? "" : "\nOlder ones: pointsman audit --before " + page.next()));
    return 0;
  }
}
