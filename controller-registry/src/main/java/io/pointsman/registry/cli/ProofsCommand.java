package io.pointsman.registry.cli;

import io.pointsman.decider.ByteSizes;
import io.pointsman.decider.Movement;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.GrantedShadow;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.RecordedProof;
import io.pointsman.registry.api.ShadowAllowance;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.client.RegistryException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "proofs",
    mixinStandardHelpOptions = true,
    description = "Comparisons of the two engines' rows, newest first.",
    footer = {
      "%nExamples:",
      "  pointsman proofs --result mismatch",
      "  pointsman proofs shadows --running",
      "  pointsman proofs end-shadow 0a3ff7a1-1d7e-4f5e-9c55-6b7d1fb0a001 --why 'it was cancelled'"
    })
final class ProofsCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Option(names = "--movement", paramLabel = "MOVEMENT", description = "Only this movement's.")
  private String movement;

  @Option(
      names = "--result",
      description = "Only with this result: clean, mismatch, unpinned or inconclusive.")
  private ProofResult result;

  @Option(
      names = "--limit",
      defaultValue = "50",
      description = "How many, 1 to 500 (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--before", paramLabel = "N", description = "Only those before this one.")
  private Long before;

  @Override
  public Integer call() throws RegistryException {
    ProofPage page =
        registry
            .client()
            .proofs(limit, before, movement == null ? null : Movement.parse(movement), result);
    TextTable table =
        new TextTable("WHEN", "RESULT", "MOVEMENT", "RUN", "DIFFERING", "WAIVED", "CONNECTOR");
    for (RecordedProof recorded : page.proofs()) {
      Proof proof = recorded.proof();
      table.row(
          recorded.recordedAt().truncatedTo(ChronoUnit.SECONDS),
          proof.result(),
          proof.movementId(),
          proof.runId() + (proof.execution() == 1 ? "" : " #" + proof.execution()),
          proof.differingRows(),
          proof.waivers().isEmpty() ? null : proof.waivers().size(),
          proof.connectorVersion());
    }
    registry.print(
        page,
        (table.isEmpty() ? "No proof of that kind was reported yet." : table.toString())
            + (page.next() == null ? "" : "\nOlder ones: --before " + page.next()));
    return 0;
  }

  @Command(
      name = "shadows",
      mixinStandardHelpOptions = true,
      description = "What shadows may take and take, and those that were granted, newest first.")
  int shadows(
      @Mixin RegistryOptions asked,
      @Option(names = "--running", description = "Only those that take a place now.")
          boolean running,
      @Option(
              names = "--limit",
              defaultValue = "50",
              description = "How many, 1 to 500 (${DEFAULT-VALUE}).")
          int most,
      @Option(names = "--before", paramLabel = "N", description = "Only those before this one.")
          Long older)
      throws RegistryException {
    ShadowPage page = asked.client().shadows(most, older, running);
    TextTable budgets = new TextTable("BUDGET", "AT ONCE", "BYTES TODAY", "HOURS");
    for (ShadowAllowance budget : page.budgets()) {
      budgets.row(
          budget.rule() == null ? "fleet" : "rule " + budget.rule(),
          budget.running() + (budget.atOnce() == null ? "" : " of " + budget.atOnce()),
          ByteSizes.rounded(budget.bytesToday())
              + (budget.bytesPerDay() == null
                  ? ""
                  : " of " + ByteSizes.rounded(budget.bytesPerDay())),
          budget.hours());
    }
    TextTable shadows = new TextTable("GRANTED", "MOVEMENT", "RUN", "RULE", "READS", "STATE");
    for (GrantedShadow shadow : page.shadows()) {
      shadows.row(
          shadow.grantedAt().truncatedTo(ChronoUnit.SECONDS),
          shadow.movementId(),
          shadow.runId() + (shadow.execution() == 1 ? "" : " #" + shadow.execution()),
          shadow.rule(),
          shadow.bytes() == null ? null : ByteSizes.rounded(shadow.bytes()),
          state(shadow));
    }
    asked.print(
        page,
        budgets
            + "\n\n"
            + (shadows.isEmpty() ? "No such shadow was granted." : shadows.toString())
            + (page.next() == null ? "" : "\nOlder ones: --before " + page.next()));
    return 0;
  }

  private static String state(GrantedShadow shadow) {
    if (shadow.running()) {
      return "runs, until " + shadow.overAt().truncatedTo(ChronoUnit.SECONDS) + " at most";
    }
    return shadow.endedAt() == null
        ? "its hours were over " + shadow.overAt().truncatedTo(ChronoUnit.SECONDS)
        : "ended " + shadow.endedAt().truncatedTo(ChronoUnit.SECONDS) + ", " + shadow.endedWhy();
  }

  @Command(
      name = "end-shadow",
      mixinStandardHelpOptions = true,
      description = "Says that a shadow is over whose proof will never come.")
  int endShadow(
      @Mixin RegistryOptions asked,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "RUN", description = "Whose shadow.") String runId,
      @Option(
              names = "--execution",
              paramLabel = "N",
              defaultValue = "1",
              description = "Which execution of the run (${DEFAULT-VALUE}).")
          int execution)
      throws RegistryException {
    GrantedShadow ended = asked.client().endShadow(runId, execution, change.change());
    asked.print(ended, "The shadow of run " + runId + " is over; another may have its place");
    return 0;
  }
}
