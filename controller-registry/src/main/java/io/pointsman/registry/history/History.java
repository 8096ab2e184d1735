package io.pointsman.registry.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.journal.Findings;
import io.pointsman.registry.journal.JournalReader;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.JournalEntry;
import io.pointsman.registry.store.JournalEntry.Changed;
import io.pointsman.registry.store.JournalEntry.Compared;
import io.pointsman.registry.store.JournalEntry.Reported;

/** Keeps the history that the page shows, from what was recorded. */
public final class History implements JournalReader {
  private static final String READER = "history";
  private static final String MOVEMENT = DefinitionKind.MOVEMENT.subject("");

  @Inject
  History() {}

  @Override
  public String name() {
    return READER;
  }

  @Override
  public boolean fromTheBeginning() {
    return true;
  }

  @Override
  public void read(JournalEntry entry, Findings findings) {
    if (entry instanceof Reported reported) {
      findings
          .history()
          .reported(
              reported.id(),
              reported.at(),
              reported.outcome(),
              reported.earlier() == null,
              reported.decision());
    } else if (entry instanceof Compared compared) {
      findings.history().compared(compared.at(), compared.proof());
    } else if (entry instanceof Changed changed) {
      changed(changed.change(), findings);
    }
  }

  private static void changed(AuditEntry change, Findings findings) {
    int slash = change.subject().indexOf('/');
    findings
        .history()
        .changed(change.id(), slash < 0 ? change.subject() : change.subject().substring(0, slash));
    if (change.subject().startsWith(MOVEMENT)) {
      findings
          .history()
          .defined(change.subject().substring(MOVEMENT.length()), definition(change.to()));
    }
  }

  private static MovementDefinition definition(JsonNode document) {
    if (document == null || document.isNull()) {
      return null;
    }
    try {
      return WireJson.mapper().treeToValue(document, MovementDefinition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The audit holds what is no movement: " + e.getOriginalMessage(), e);
    }
  }
}
