package io.pointsman.sstable;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A file of this machine, read through one window: fewer calls of the kernel than there are chunks,
 * and its memory, outside the heap, is where decompressors want their input. Small enough to stay
 * in a core's cache; the kernel reads ahead.
 *
 * <p>Not safe for use by several threads.
 */
final class LocalWindow implements Closeable {
  private static final int BYTES = 128 << 10;

  /** Memory outside the heap is freed late, so what was used is kept for others. */
  private static final int MOST_KEPT = 64;

  private static final Deque<ByteBuffer> KEPT = new ArrayDeque<>();

  private final FileChannel file;
  private final ByteBuffer bytes;
  private long position;

  /**
   * @param file closed with this
   */
  LocalWindow(FileChannel file) {
    this.file = file;
    this.bytes = take().clear().limit(0);
  }

  private static ByteBuffer take() {
    synchronized (KEPT) {
      ByteBuffer kept = KEPT.poll();
      return kept == null ? ByteBuffer.allocateDirect(BYTES) : kept;
    }
  }

  /**
   * Reads {@code length} bytes from {@code from}.
   *
   * @param end where the bytes end that will be asked for next
   * @return bytes that were read from the file for it
   * @throws EOFException when the file ends before
   */
  int read(ByteBuffer target, long from, int length, long end) throws IOException {
    int loaded = 0;
    int done = 0;
    while (done < length) {
      long at = from + done;
      if (at < position || at >= position + bytes.limit()) {
        load(at, Math.max(from + length, end) - at);
        loaded += bytes.limit();
      }
      int offset = (int) (at - position);
      int part = Math.min(length - done, bytes.limit() - offset);
      target.put(target.position(), bytes, offset, part);
      target.position(target.position() + part);
      done += part;
    }
    return loaded;
  }

  private void load(long at, long most) throws IOException {
    position = at;
    bytes.clear().limit((int) Math.min(BYTES, most));
    try {
      int read = file.read(bytes, at);
      if (read < 0) {
        throw new EOFException();
      }
    } finally {
      // After a failure it holds nothing.
      bytes.flip();
    }
  }

  @Override
  public void close() throws IOException {
    if (!file.isOpen()) {
      return;
    }
    file.close();
    synchronized (KEPT) {
      if (KEPT.size() < MOST_KEPT) {
        KEPT.push(bytes);
      }
    }
  }
}
