package io.pointsman.decider;

import java.util.regex.Pattern;

/**
 * Text that a caller may choose freely, such as a cohort or a label: it is matched, recorded and
 * shown, and stands in no path, query or command. What could not be seen where it is shown, and
 * what workflow engines and their template languages would expand, is refused all the same.
 */
public final class FreeText {
  private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}");
  private static final int LONGEST = 1000;

  private FreeText() {}

  /**
   * Checks a text.
   *
   * @param field whose value it is
   * @param value or null
   * @return the value
   * @throws InvalidMovementException naming the field and what is wrong with it
   */
  public static String check(String field, String value) {
    if (value == null) {
      return null;
    }
    if (value.length() > LONGEST) {
      throw new InvalidMovementException(
          field, "has " + value.length() + " characters; at most " + LONGEST);
    }
    if (Names.UNSEEN.matcher(value).find()) {
      throw new InvalidMovementException(
          field,
          "is '"
              + Names.shown(value)
              + "', which has control or format characters, shown here as '?'; expected plain text");
    }
    if (value.contains("${") || value.contains("#{")) {
      throw new InvalidMovementException(
          field,
          "is '"
              + Names.shown(value)
              + "', an expression that a workflow engine would expand; expected plain text");
    }
    return value;
  }

  /**
   * Checks a label's name.
   *
   * @throws InvalidMovementException when it is none
   */
  public static String checkLabelName(String name) {
    if (!LABEL_NAME.matcher(name).matches()) {
      throw new InvalidMovementException(
          "labels",
          "has the name '" + Names.shown(name) + "', which does not match " + LABEL_NAME.pattern());
    }
    return name;
  }
}
