package io.pointsman.registry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.Simulation.Move;
import io.pointsman.decider.TableDifference;
import io.pointsman.decider.TableWarning;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.SimulationReport;
import java.util.Locale;

/**
 * A simulation for people, and for programs.
 *
 * @param report what came out
 * @param failOnMoveBack whether a move from Spark to legacy is a failure
 */
record SimulationText(SimulationReport report, boolean failOnMoveBack) {

  boolean ok() {
    return !failOnMoveBack || report.movesBack() == 0;
  }

  ObjectNode document() {
    ObjectNode document = WireJson.mapper().createObjectNode();
    document.put("ok", ok());
    document
        .putArray("checks")
        .addObject()
        .put("name", "movements that move from Spark back to legacy")
        .put("ok", ok())
        .put("figure", report.movesBack())
        .put("unit", "movements");
    document.setAll((ObjectNode) WireJson.mapper().valueToTree(report));
    return document;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (TableDifference difference : report.differences()) {
      text.append(difference).append('\n');
    }
    for (TableWarning warning : report.warnings()) {
      text.append("warning: ")
          .append(warning.path())
          .append(": ")
          .append(warning.warning())
          .append('\n');
    }
    for (String note : report.notes()) {
      text.append("note: ").append(note).append('\n');
    }
    if (!report.moves().isEmpty()) {
      TextTable moves = new TextTable("MOVEMENT", "FROM", "TO", "WHY NOW", "WHY THEN");
      for (Move move : report.moves()) {
        moves.row(move.movementId(), move.from(), move.to(), move.fromWhy(), move.toWhy());
      }
      text.append('\n').append(moves).append('\n');
      if (report.unlisted() > 0) {
        text.append("and ").append(report.unlisted()).append(" more; see --limit\n");
      }
      text.append('\n');
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%d movements: %d to Spark now, %d then; %d move to Spark, %d move back to legacy"
                    + " (revision %d, %.1f s)",
                report.movements(),
                report.sparkBefore(),
                report.sparkAfter(),
                report.movesForward(),
                report.movesBack(),
                report.revision(),
                report.seconds()))
        .toString();
  }
}
