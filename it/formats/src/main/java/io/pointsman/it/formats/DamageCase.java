package io.pointsman.it.formats;

/**
 * One file of one table, damaged in one way.
 *
 * @param number by which it is made again
 */
record DamageCase(long number, Fixture fixture, String file, Damage damage) {
  /** Such as {@code Data.db}. */
  String component() {
    return file.substring(file.lastIndexOf('-') + 1);
  }

  @Override
  public String toString() {
    return "case %d: %s %s after %s".formatted(number, fixture.name(), file, damage.words());
  }
}
