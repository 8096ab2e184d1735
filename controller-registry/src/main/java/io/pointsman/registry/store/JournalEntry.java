package io.pointsman.registry.store;

import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.proof.Proof;
import io.pointsman.registry.api.AuditEntry;
import java.time.Instant;

/** Something that was recorded, in the order in which each kind of it was. */
public sealed interface JournalEntry {

  /** When the registry recorded it. */
  Instant at();

  /**
   * An execution was decided.
   *
   * @param id ascends
   * @param decision the registry's own, or the worker's when it decided by itself
   */
  record Decided(long id, Instant at, Decision decision) implements JournalEntry {}

  /**
   * An outcome was reported that changed what is known of its execution.
   *
   * @param id ascends
   * @param outcome what was reported
   * @param earlier the report before it of the same execution, or null
   * @param decision what is known to have been decided, or null
   */
  record Reported(long id, Instant at, Outcome outcome, Outcome earlier, Decision decision)
      implements JournalEntry {}

  /**
   * The two engines' rows were compared.
   *
   * @param id ascends
   * @param proof what came out
   */
  record Compared(long id, Instant at, Proof proof) implements JournalEntry {}

  /**
   * Something was changed, by a person or by the registry itself.
   *
   * @param change as the audit has it
   */
  record Changed(AuditEntry change) implements JournalEntry {
    @Override
    public Instant at() {
      return change.at();
    }
  }
}
