package io.pointsman.control;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The message of a failure's cause, without the wrappers around it. */
public final class RootCause {
  private static final int SHOWN = 2000;
  private static final String OWN = "io.pointsman.";

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

  /**
   * What a failure says: the innermost message of Pointsman's own, which names object, column or
   * rule, with the innermost cause where that tells more.
   */
  public static String message(Throwable failure) {
    Throwable cause = of(failure);
    Throwable own = null;
    Set<Throwable> seen = new HashSet<>();
    for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
      if (isOwn(each) && each.getMessage() != null) {
        own = each;
      }
    }
    if (own == null || own == cause) {
      return shown(text(cause));
    }
    String message = shown(own.getMessage());
    String inner = shown(text(cause));
    return cause.getMessage() == null || message.contains(shown(cause.getMessage()))
        ? message
        : shown(message + " (" + inner + ")");
  }

  private static String text(Throwable failure) {
    String text = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    if (text == null || text.isBlank()) {
      return name;
    }
    return isOwn(failure) ? text : name + ": " + text;
  }

  private static boolean isOwn(Throwable failure) {
    return failure.getClass().getName().startsWith(OWN);
  }

  private static String shown(String message) {
    String plain = STACK.matcher(message).replaceFirst("").strip();
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
  }
}
