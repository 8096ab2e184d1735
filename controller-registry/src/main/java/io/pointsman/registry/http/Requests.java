package io.pointsman.registry.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.javalin.http.Context;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.ChangeHeaders;
import io.pointsman.registry.api.Problem;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.service.RefusedException;
import io.pointsman.registry.service.SignedChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads requests: bounded, typed, and with a message for whatever is wrong. */
final class Requests {
  static final int MOST_JSON = 4 * 1024 * 1024;
  static final int MOST_TABLE = 12 * 1024 * 1024;
  static final int MOST_CSV = 32 * 1024 * 1024;
  private static final int MOST_ROWS = 500;
  private static final int USUAL_ROWS = 50;

  private Requests() {}

  static <T> T json(Context context, Class<T> type) throws IOException {
    return json(context, type, MOST_JSON);
  }

  static <T> T json(Context context, Class<T> type, int most) throws IOException {
    requireType(context, "application/json");
    try {
      T value = WireJson.mapper().readValue(text(context, most), type);
      if (value == null) {
        throw RefusedException.badRequest("The body is null; a JSON object is expected");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw RefusedException.invalid("The body", List.of(fault(e)));
    }
  }

  private static Fault fault(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      StringBuilder path = new StringBuilder();
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() == null) {
          path.append('[').append(step.getIndex()).append(']');
        } else {
          path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        }
      }
      return mapping.getCause() instanceof InvalidMovementException invalid
          ? new Fault(path + "." + invalid.field(), invalid.getMessage())
          : new Fault(path.toString(), firstLine(e) + where);
    }
    return e.getCause() instanceof InvalidMovementException invalid
        ? new Fault(invalid.field(), invalid.getMessage())
        : new Fault("document", firstLine(e) + where);
  }

  private static String firstLine(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return message.length() > 300 ? message.substring(0, 300) + "…" : message;
  }

  /** The body as text, which must be UTF-8. */
  static String text(Context context, int most) throws IOException {
    byte[] bytes = context.req().getInputStream().readNBytes(most + 1);
    if (bytes.length > most) {
      throw RefusedException.tooLarge("The body", most);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw RefusedException.badRequest("The body is not UTF-8");
    }
  }

  /**
   * Refuses another media type. A browser cannot send these to another site without asking first,
   * so that no page of somebody else's can post here.
   */
  static void requireType(Context context, String... allowed) {
    String found = context.req().getContentType();
    String type = found == null ? "" : found.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!List.of(allowed).contains(type)) {
      throw RefusedException.unsupportedMediaType(found, String.join(" or ", allowed));
    }
  }

  static SignedChange change(Context context) {
    return change(
        context, header(context, ChangeHeaders.ACTOR), header(context, ChangeHeaders.REASON));
  }

  /**
   * A change as its caller signs it.
   *
   * @param actor who, or null for the caller's own name
   */
  static SignedChange change(Context context, String actor, String why) {
    String principal = Caller.of(context).principal().name();
    return new SignedChange(
        new Change(actor == null ? principal : actor, why), ClientAddress.of(context), principal);
  }

  private static String header(Context context, String name) {
    String value = context.header(name);
    if (value == null) {
      return null;
    }
    try {
      return ChangeHeaders.decode(value);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("The header " + name + " is no RFC 8187 text: " + value);
    }
  }

  /** How many rows are asked for; 1 to 500. */
  static int limit(Context context) {
    String text = context.queryParam("limit");
    if (text == null) {
      return USUAL_ROWS;
    }
    long limit = number("limit", text);
    if (limit < 1 || limit > MOST_ROWS) {
      throw RefusedException.badRequest(
          "The parameter limit is " + limit + "; 1 to " + MOST_ROWS + " is expected");
    }
    return (int) limit;
  }

  static long before(Context context) {
    String text = context.queryParam("before");
    return text == null ? Long.MAX_VALUE : number("before", text);
  }

  static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw RefusedException.badRequest(
          "The parameter " + name + " is '" + text + "'; a number is expected");
    }
  }

  /** The body of an error. */
  static void answer(Context context, Problem problem) {
    context.status(problem.status());
    json(context, problem, Problem.MEDIA_TYPE);
  }

  static void answer(Context context, Object value) {
    json(context, value, "application/json");
  }

  private static void json(Context context, Object value, String type) {
    try {
      context.contentType(type).result(WireJson.mapper().writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The answer cannot be written as JSON", e);
    }
  }
}
