package io.pointsman.registry.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.journal.Findings;
import io.pointsman.registry.journal.JournalReader;
import io.pointsman.registry.journal.StandingAct;
import io.pointsman.registry.notice.NoticeConfig.Webhook;
import io.pointsman.registry.store.JournalEntry;
import io.pointsman.registry.store.JournalEntry.Changed;
import io.pointsman.registry.store.JournalEntry.Compared;
import io.pointsman.registry.store.JournalEntry.Reported;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Writes down what webhooks are to be told of. */
public final class WebhookNotices implements JournalReader {
  private final List<Webhook> webhooks;
  private final Clock clock;

  WebhookNotices(List<Webhook> webhooks, Clock clock) {
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public boolean fromTheBeginning() {
    return false;
  }

  @Override
  public void read(JournalEntry entry, Findings findings) {
    if (entry.at().isBefore(clock.instant().minus(Courier.PATIENCE))) {
      return; // news of another week, from before anybody was to be told
    }
    if (entry instanceof Reported reported) {
      reported(reported, findings);
    } else if (entry instanceof Compared compared
        && compared.proof().result() == ProofResult.MISMATCH) {
      Proof proof = compared.proof();
      ObjectNode data = data().put("movement", proof.movementId()).put("proofId", proof.proofId());
      data.put("runId", proof.runId()).put("execution", proof.execution());
      data.put("differingRows", proof.differingRows()).put("message", proof.message());
      tell(NoticeKind.MISMATCH, "proof-" + compared.id(), compared.at(), data, findings);
    } else if (entry instanceof Changed changed) {
      changed(changed.change(), findings);
    }
  }

  private void reported(Reported reported, Findings findings) {
    Outcome outcome = reported.outcome();
    boolean fellBack = outcome.decided() == Route.SPARK && outcome.servedBy() == Connector.LEGACY;
    boolean failed = outcome.servedBy() == null && reported.earlier() == null;
    if (fellBack || failed) {
      ObjectNode data =
          data()
              .put("movement", outcome.movementId())
              .put("runId", outcome.runId())
              .put("execution", outcome.execution())
              .put("failure", outcome.failure() == null ? null : outcome.failure().name())
              .put("message", outcome.message())
              .put("snapshotId", outcome.snapshotId());
      tell(
          fellBack ? NoticeKind.FALLBACK : NoticeKind.FAILED,
          "outcome-" + reported.id(),
          reported.at(),
          data,
          findings);
    }
  }

  private void changed(AuditEntry change, Findings findings) {
    StandingAct.of(change)
        .ifPresent(
            act ->
                tell(
                    NoticeKind.of(act.kind()).orElseThrow(),
                    "change-" + change.id(),
                    change.at(),
                    signed(change).put("name", act.name()).put("act", act.act()),
                    findings));
    JsonNode before = killSwitch(change.from());
    JsonNode after = killSwitch(change.to());
    if (change.subject().equals("routing-table") && !after.equals(before)) {
      ObjectNode data = signed(change).put("engaged", after.path("engaged").asBoolean());
      data.set("connectorVersions", after.path("connectorVersions"));
      data.put("revision", change.revision());
      tell(NoticeKind.KILL_SWITCH, "change-" + change.id(), change.at(), data, findings);
    }
  }

  private static JsonNode killSwitch(JsonNode table) {
    JsonNode found = table == null ? MissingNode.getInstance() : table.path("killSwitch");
    // A table without one and a table with one that is released are the same.
    return found.path("engaged").asBoolean() || !found.path("connectorVersions").isEmpty()
        ? found
        : MissingNode.getInstance();
  }

  private static ObjectNode signed(AuditEntry change) {
    return data().put("actor", change.actor()).put("why", change.why());
  }

  private static ObjectNode data() {
    return WireJson.mapper().createObjectNode();
  }

  private void tell(NoticeKind kind, String id, Instant at, ObjectNode data, Findings findings) {
    ObjectNode body = data();
    body.put("type", kind.word()).put("timestamp", at.toString()).set("data", data);
    String text;
    try {
      text = WireJson.mapper().writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    for (Webhook webhook : webhooks) {
      if (webhook.kinds().contains(kind)) {
        findings.tell(id, webhook.name(), kind.word(), text);
      }
    }
  }
}
