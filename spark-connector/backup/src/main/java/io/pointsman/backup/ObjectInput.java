package io.pointsman.backup;

import java.io.IOException;
import java.io.InputStream;

/** An object from its beginning to its end, fetched in ranges: memory does not grow with it. */
public final class ObjectInput extends InputStream {
  private static final int RANGE = 4 << 20;

  private final ObjectStore store;
  private final String key;
  private final long size;
  private byte[] buffer = new byte[0];
  private int at;
  private int end;
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
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, end - at);
    System.arraycopy(buffer, at, target, offset, taken);
    at += taken;
    return taken;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    if (fetched >= size) {
      return false;
    }
    int length = (int) Math.min(RANGE, size - fetched);
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    store.read(key, fetched, buffer, 0, length);
    fetched += length;
    at = 0;
    end = length;
    return true;
  }
}
