package io.pointsman.backup;

import java.io.IOException;

/** An object from its beginning to its end, fetched in ranges: memory does not grow with it. */
public final class ObjectInput extends Blocks {
  private static final int RANGE = 4 << 20;

  private final ObjectStore store;
  private final String key;
  private final long size;
  private long fetched;

  /**
   * @param size bytes of the object, as the store lists it
   */
  public ObjectInput(ObjectStore store, String key, long size) {
    this.store = store;
    this.key = key;
    this.size = size;
  }

  @Override
  boolean next() throws IOException {
    if (fetched >= size) {
      return false;
    }
    int length = (int) Math.min(RANGE, size - fetched);
    store.read(key, fetched, room(length), 0, length);
    fetched += length;
    give(length);
    return true;
  }
}
