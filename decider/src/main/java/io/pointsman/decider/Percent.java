package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * A percentage with two decimals, kept as exact hundredths.
 *
 * @param hundredths 0 (0 %) to 10,000 (100 %)
 */
public record Percent(int hundredths) implements Comparable<Percent> {
  public static final Percent NONE = new Percent(0);
  public static final Percent ALL = new Percent(10_000);

  public Percent {
    if (hundredths < 0 || hundredths > 10_000) {
      throw new IllegalArgumentException(
          "is " + BigDecimal.valueOf(hundredths, 2).toPlainString() + "; " + EXPECTED);
    }
  }

  private static final String EXPECTED = "0 to 100 with at most two decimals";

  /**
   * The percentage that a decimal number says.
   *
   * @throws IllegalArgumentException when it is outside 0 to 100 or has a third decimal
   */
  @JsonCreator
  public static Percent of(BigDecimal value) {
    BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    // The bounds come first: 1e999999999 must not be written out.
    if (plain.signum() < 0 || plain.compareTo(BigDecimal.valueOf(100)) > 0 || plain.scale() > 2) {
      throw new IllegalArgumentException("is " + Names.shown(value.toString()) + "; " + EXPECTED);
    }
    return new Percent(plain.movePointRight(2).intValueExact());
  }

  /**
   * The percentage that a text such as {@code 2.5} says.
   *
   * @throws IllegalArgumentException when it is no number, outside 0 to 100, or too precise
   */
  public static Percent parse(String text) {
    try {
      return of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is '" + Names.shown(text) + "'; " + EXPECTED, e);
    }
  }

  /** Whether a bucket, 0 to 9999, lies below this percentage. */
  public boolean covers(int bucket) {
    return bucket < hundredths;
  }

  /** As a decimal number without trailing zeros: {@code 2.5}. */
  @JsonValue
  public BigDecimal toDecimal() {
    return hundredths == 0
        ? BigDecimal.ZERO
        : new BigDecimal(BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString());
  }

  @Override
  public int compareTo(Percent other) {
    return Integer.compare(hundredths, other.hundredths);
  }

  /** With two decimals and the sign: {@code 2.50 %}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(hundredths, 2).toPlainString() + " %";
  }
}
