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

  /** Whether the whole name matches; in time proportional to name times pattern at worst. */
  public boolean matches(String name) {
    int inName = 0;
    int inPattern = 0;
    int lastStar = -1;
    int resumeAt = 0;
    while (inName < name.length()) {
      if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
        lastStar = inPattern++;
        resumeAt = inName;
      } else if (inPattern < pattern.length()
          && (pattern.charAt(inPattern) == '?'
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
