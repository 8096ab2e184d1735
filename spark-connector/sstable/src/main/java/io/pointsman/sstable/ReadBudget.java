package io.pointsman.sstable;

/**
 * The bytes of objects that all scans of a process may hold at one time, in use or read ahead. When
 * they are used up, less is read ahead and in smaller ranges; nobody waits.
 */
final class ReadBudget {
  private static final int SHARE_OF_HEAP = 8;
  private static final ReadBudget OF_PROCESS =
      new ReadBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

  private final long size;
  private long left;

  ReadBudget(long size) {
    this.size = size;
    this.left = size;
  }

  static ReadBudget ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Takes as much as is left of what is wanted.
   *
   * @param least is taken in any case
   * @return how much was taken, which is to be given back
   */
  synchronized int take(int wanted, int least) {
    int taken = (int) Math.max(Math.min(least, wanted), Math.min(wanted, left));
    left -= taken;
    return taken;
  }

  synchronized void giveBack(int taken) {
    left += taken;
  }

  /** What is taken now. */
  synchronized long taken() {
    return size - left;
  }
}
