package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether a {@code Summary.db} can be what Cassandra wrote (its {@code IndexSummary} and {@code
 * IndexSummaryComponent}). The file has no checksum, and Cassandra takes memory and reads it by the
 * numbers that it finds there; so they are looked at first. One that is not right is left out:
 * Cassandra makes it anew from the index.
 */
final class SummaryCheck {
  private static final int HEADER_BYTES = 24;
  private static final int LARGEST = 256 << 20;

  private final ByteBuffer content;
  private final long indexBytes;

  private SummaryCheck(ByteBuffer content, long indexBytes) {
    this.content = content;
    this.indexBytes = indexBytes;
  }

  /**
   * Whether it may be used.
   *
   * @param indexBytes length of the index that it summarizes
   */
  static boolean isSound(MountedFile summary, long indexBytes) throws IOException {
    return summary.size() >= HEADER_BYTES
        && summary.size() <= LARGEST
        && new SummaryCheck(ByteBuffer.wrap(summary.keep()), indexBytes).isSound();
  }

  private boolean isSound() {
    int entries = content.getInt(4);
    long memory = content.getLong(8);
    int samplingLevel = content.getInt(16);
    if (content.getInt(0) <= 0
        || entries <= 0
        || samplingLevel <= 0
        || memory < (long) entries * Integer.BYTES
        || memory > content.limit() - HEADER_BYTES) {
      return false;
    }
    return areSound(entries, (int) memory) && keysEndTheFile(HEADER_BYTES + (int) memory);
  }

  /** Each entry is a key and its place in the index; offsets and places ascend. */
  private boolean areSound(int entries, int memory) {
    ByteBuffer numbers = content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int begin = entries * Integer.BYTES;
    long lastPlace = -1;
    for (int i = 0; i < entries; i++) {
      int from = numbers.getInt(HEADER_BYTES + i * Integer.BYTES);
      int to = i + 1 < entries ? numbers.getInt(HEADER_BYTES + (i + 1) * Integer.BYTES) : memory;
      if (from < begin || (i == 0 && from != begin) || to > memory || to - from < Long.BYTES) {
        return false;
      }
      long place = numbers.getLong(HEADER_BYTES + to - Long.BYTES);
      if (place <= lastPlace || place >= indexBytes) {
        return false;
      }
      lastPlace = place;
    }
    return true;
  }

  /** The first and the last key, each after its length. */
  private boolean keysEndTheFile(int from) {
    int at = from;
    for (int key = 0; key < 2; key++) {
      if (at + Integer.BYTES > content.limit()) {
        return false;
      }
      int length = content.getInt(at);
      if (length < 0 || length > content.limit() - at - Integer.BYTES) {
        return false;
      }
      at += Integer.BYTES + length;
    }
    return at == content.limit();
  }
}
