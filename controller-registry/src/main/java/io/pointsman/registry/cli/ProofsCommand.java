package io.pointsman.registry.cli;

import io.pointsman.decider.Movement;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.RecordedProof;
import io.pointsman.registry.client.RegistryException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "proofs",
    mixinStandardHelpOptions = true,
    description = "Comparisons of the two engines' rows, newest first.",
    footer = {"%nExample:", "  pointsman proofs --result mismatch"})
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
}
