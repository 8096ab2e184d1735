package io.pointsman.publication;

import java.util.Arrays;

/** A set of 64-bit fingerprints, eight bytes each. */
final class Fingerprints {
  private long[] slots = new long[1 << 20];
  private int size;

  /** Whether it was not there before. */
  boolean add(long fingerprint) {
    long value = fingerprint == 0 ? 1 : fingerprint;
    if (size > slots.length / 2) {
      grow();
    }
    if (insert(slots, value)) {
      size++;
      return true;
    }
    return false;
  }

  int size() {
    return size;
  }

  /** A new fingerprint of what has been and one more value. */
  static long mix(long soFar, long value) {
    long hash = soFar * 0x9E3779B97F4A7C15L + value;
    hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
    return hash ^ hash >>> 31;
  }

  private void grow() {
    long[] wider = new long[slots.length * 2];
    Arrays.stream(slots).filter(value -> value != 0).forEach(value -> insert(wider, value));
    slots = wider;
  }

  private static boolean insert(long[] into, long value) {
    int mask = into.length - 1;
    int at = (int) (value ^ value >>> 32) & mask;
    while (into[at] != 0) {
      if (into[at] == value) {
        return false;
      }
      at = at + 1 & mask;
    }
    into[at] = value;
    return true;
  }
}
