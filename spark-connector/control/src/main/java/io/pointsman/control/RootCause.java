package io.pointsman.control;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The message of a failure's cause, without the wrappers around it. */
public final class RootCause {
  private static final int SHOWN = 2000;

  /** Spark puts a task's whole stack trace into its own message. */
  private static final Pattern STACK = Pattern.compile("\\R\\s+at [\\s\\S]*");

  private RootCause() {}

  /** The innermost cause; the failure itself when it has none. */
  public static Throwable of(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    Throwable inner = failure;
    while (inner.getCause() != null && seen.add(inner)) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** What the innermost cause says, with its class where the text alone would not tell much. */
  public static String message(Throwable failure) {
    Throwable cause = of(failure);
    String text = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    String message = text == null || text.isBlank() ? name : name + ": " + text;
    String plain = STACK.matcher(message).replaceFirst("").strip();
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
  }
}
