package io.pointsman.registry.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pointsman.registry.api.AuditEntry;
import java.util.Optional;

/**
 * What a change of a guard state, a ramp or the breaker was.
 *
 * @param kind guard, ramp or breaker
 * @param name movement id, rule id, or the fleet's name
 * @param act what was done, as the metrics name it
 */
public record StandingAct(String kind, String name, String act) {

  /** Empty when the change is of something else. */
  public static Optional<StandingAct> of(AuditEntry change) {
    int slash = change.subject().indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String kind = change.subject().substring(0, slash);
    String name = change.subject().substring(slash + 1);
    return switch (kind) {
      case "guard" ->
          Optional.of(
              new StandingAct(
                  kind, name, began(change, "demotion", "demoted", "released", "proved")));
      case "breaker" ->
          Optional.of(
              new StandingAct(kind, name, began(change, "opening", "opened", "closed", "probed")));
      case "ramp" -> Optional.of(new StandingAct(kind, name, rampAct(change)));
      default -> Optional.empty();
    };
  }

  private static String rampAct(AuditEntry change) {
    int before = part(change.from(), "step").asInt(-1);
    int after = part(change.to(), "step").asInt(-1);
    if (before >= 0 && after != before) {
      return after > before ? "advanced" : "taken back";
    }
    return began(change, "pause", "paused", "resumed", "changed");
  }

  private static String began(
      AuditEntry change, String field, String began, String ended, String neither) {
    boolean before = part(change.from(), field).isObject();
    boolean after = part(change.to(), field).isObject();
    return before == after ? neither : after ? began : ended;
  }

  private static JsonNode part(JsonNode document, String field) {
    return document == null ? MissingNode.getInstance() : document.path(field);
  }
}
