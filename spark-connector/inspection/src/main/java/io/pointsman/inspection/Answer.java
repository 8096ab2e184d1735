package io.pointsman.inspection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;

/** What a command answers: one JSON document for programs, text for people, and an exit status. */
final class Answer {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ObjectNode document = MAPPER.createObjectNode();
  private final ArrayNode checks;
  private final StringBuilder text = new StringBuilder();
  private boolean ok = true;

  Answer() {
    document.put("ok", true);
    checks = document.putArray("checks");
  }

  /** Something that should hold. */
  void check(String name, boolean held, long figure, String unit) {
    checks.addObject().put("name", name).put("ok", held).put("figure", figure).put("unit", unit);
    ok &= held;
    document.put("ok", ok);
  }

  /** For the command's own rows. */
  ObjectNode document() {
    return document;
  }

  /** A line for people. */
  void line(Object line) {
    text.append(line).append('\n');
  }

  boolean ok() {
    return ok;
  }

  /** Prints it and says how the process should end: 0 exactly when all checks held. */
  int print(PrintStream out, boolean json) {
    try {
      out.print(
          json
              ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n"
              : text.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can be written", e);
    }
    out.flush();
    return ok ? 0 : 1;
  }
}
