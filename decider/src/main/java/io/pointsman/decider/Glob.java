package io.pointsman.decider;

/**
 * A pattern over a whole name: {@code *} stands for any characters, none included, {@code ?} for
 * exactly one; everything else stands for itself, in its own case.
 *
 * @param pattern never empty
 */
public record Glob(String pattern) implements Comparable<Glob> {
  public Glob {
    if (pattern == null || pattern.isEmpty()) {
      throw new IllegalArgumentException("is empty; * matches everything");
    }
  }

  /** What every name that matches begins with; the whole pattern when it has no wildcard. */
  String literalPrefix() {
    int end = 0;
    while (end < pattern.length() && pattern.charAt(end) != '*' && pattern.charAt(end) != '?') {
      end++;
    }
    return pattern.substring(0, end);
  }

  /**
   * Whether every name that the other matches is matched by this one, as far as it can be seen by
   * laying this pattern over the other's: its {@code *} may take anything of the other, its {@code
   * ?} any one character or {@code ?}, and everything else only itself. Sound: where it is true it
   * is so.
   */
  boolean covers(Glob narrow) {
    return matches(narrow.pattern, true);
  }

  /** Whether the whole name matches; in time proportional to name times pattern at worst. */
  public boolean matches(String name) {
    return matches(name, false);
  }

  /** Over a name, or over another pattern, whose {@code *} is no single character. */
  private boolean matches(String name, boolean overPattern) {
    int inName = 0;
    int inPattern = 0;
    int lastStar = -1;
    int resumeAt = 0;
    while (inName < name.length()) {
      if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
        lastStar = inPattern++;
        resumeAt = inName;
      } else if (inPattern < pattern.length()
          && ((pattern.charAt(inPattern) == '?' && !(overPattern && name.charAt(inName) == '*'))
              || pattern.charAt(inPattern) == name.charAt(inName))) {
        inPattern++;
        inName++;
      } else if (lastStar >= 0) {
        inPattern = lastStar + 1;
        inName = ++resumeAt;
      } else {
        return false;
      }
    }
    while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
      inPattern++;
    }
    return inPattern == pattern.length();
  }

  @Override
  public int compareTo(Glob other) {
    return pattern.compareTo(other.pattern);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
