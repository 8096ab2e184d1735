package io.pointsman.registry.page;

/**
 * Something that needs a person.
 *
 * @param urgency how soon
 * @param what in a few words
 * @param detail why, and what to do
 * @param link where it can be done, or empty
 */
public record Attention(Urgency urgency, String what, String detail, String link) {

  /** How soon a person is needed; the most urgent first. */
  public enum Urgency {
    NOW("now"),
    TODAY("today"),
    SOON("soon");

    private final String word;

    Urgency(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
