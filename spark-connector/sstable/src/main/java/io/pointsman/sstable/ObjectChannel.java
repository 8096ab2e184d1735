package io.pointsman.sstable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads an object through one window, and the planned part of it with the next window fetched
 * ahead. Where nothing is planned a window is small, and grows while reads go on in order. What is
 * planned of a file of this machine is read through a {@link LocalWindow} instead.
 */
final class ObjectChannel extends FileChannel {
  private static final int GROWTH = 4;
  private static final int LARGEST_UNPLANNED = 1 << 20;
  private static final int FIRST_UNPLANNED = 16 << 10;
  private static final int SMALL_FILE = 64 << 10;
  private static final String INTERRUPTED = "Interrupted while reading a backup";

  /** Bytes of the object, from {@code position}. */
  private record Window(long position, byte[] bytes, int length) {
    boolean holds(long at) {
      return at >= position && at < position + length;
    }

    long end() {
      return position + length;
    }
  }

  /** A window that is on its way. */
  private record Ahead(long position, int length, Future<Window> window) {}

  private final MountedFile file;
  private Window current = new Window(0, new byte[0], 0);
  private Ahead ahead;
  private int unplanned = FIRST_UNPLANNED;
  private long position;
  private Optional<LocalWindow> local;

  ObjectChannel(MountedFile file) {
    this.file = file;
  }

  @Override
  public synchronized int read(ByteBuffer target, long from) throws IOException {
    if (from < 0) {
      // As of any channel; a damaged file may lead here.
      throw new IllegalArgumentException("There is no byte " + from + " in " + file.name());
    }
    if (from >= file.size()) {
      return -1;
    }
    PlannedReads.Interval planned = file.planned().at(from);
    if (planned != null && local().isPresent()) {
      return readLocally(local().get(), target, from, planned.to());
    }
    int done = 0;
    while (target.hasRemaining() && from + done < file.size()) {
      long at = from + done;
      if (!current.holds(at)) {
        current = load(at);
        fetchAhead(at);
      }
      int offset = (int) (at - current.position());
      int length = Math.min(target.remaining(), current.length() - offset);
      target.put(current.bytes(), offset, length);
      done += length;
    }
    return done;
  }

  private Optional<LocalWindow> local() throws IOException {
    if (local == null) {
      local = file.openPlanned().map(LocalWindow::new);
    }
    return local;
  }

  private int readLocally(LocalWindow window, ByteBuffer target, long from, long end)
      throws IOException {
    int wanted = (int) Math.min(target.remaining(), file.size() - from);
    try {
      int loaded = window.read(target, from, wanted, end);
      if (loaded > 0) {
        file.count(loaded);
      }
    } catch (EOFException e) {
      throw new EOFException(file.name() + " ends before byte " + (from + wanted));
    } catch (ClosedChannelException e) {
      InterruptedIOException interrupted = new InterruptedIOException(INTERRUPTED);
      interrupted.initCause(e);
      throw interrupted;
    }
    return wanted;
  }

  private Window load(long at) throws IOException {
    byte[] kept = file.kept();
    if (kept != null) {
      return new Window(0, kept, kept.length);
    }
    Ahead coming = ahead;
    ahead = null;
    if (coming != null) {
      if (at >= coming.position() && at < coming.position() + coming.length()) {
        return await(coming.window());
      }
      coming.window().cancel(false);
    }
    return fetch(at, windowLength(at));
  }

  private int windowLength(long at) {
    long left = file.size() - at;
    PlannedReads.Interval planned = file.planned().at(at);
    if (planned != null) {
      return (int) Math.min(file.largestRange(), planned.to() - at);
    }
    if (file.size() <= SMALL_FILE) {
      return (int) left;
    }
    unplanned =
        at == current.end() ? Math.min(LARGEST_UNPLANNED, unplanned * GROWTH) : FIRST_UNPLANNED;
    return (int) Math.min(unplanned, left);
  }

  private void fetchAhead(long at) {
    if (file.planned().at(at) == null) {
      return;
    }
    PlannedReads.Interval planned = file.planned().atOrAfter(current.end());
    if (planned == null) {
      return;
    }
    long next = Math.max(current.end(), planned.from());
    int length = (int) Math.min(file.largestRange(), planned.to() - next);
    ahead = new Ahead(next, length, ReadAhead.submit(() -> fetch(next, length)));
  }

  /** Fetches these bytes, and as many around them as it takes to check them. */
  private Window fetch(long at, int length) throws IOException {
    ChunkChecksums checksums = file.checksums();
    long from = checksums == null ? at : checksums.chunkStart(at);
    long to = checksums == null ? at + length : checksums.chunkEnd(at + length);
    int fetched = (int) (to - from);
    byte[] bytes = new byte[fetched];
    file.fetch(from, bytes, fetched);
    if (checksums != null) {
      try {
        checksums.check(from, bytes, fetched);
      } catch (CorruptBackupException e) {
        // It may have been damaged on its way, and lie there whole.
        file.fetch(from, bytes, fetched);
        checksums.check(from, bytes, fetched);
      }
    }
    return new Window(from, bytes, fetched);
  }

  private static Window await(Future<Window> window) throws IOException {
    try {
      return window.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(INTERRUPTED);
    }
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    int done = read(target, position);
    position += Math.max(done, 0);
    return done;
  }

  @Override
  public synchronized long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int done = read(targets[i]);
      if (done < 0) {
        return total == 0 ? -1 : total;
      }
      total += done;
    }
    return total;
  }

  @Override
  public synchronized long position() {
    return position;
  }

  @Override
  public synchronized FileChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, LARGEST_UNPLANNED));
    int done = read(bytes, from);
    if (done <= 0) {
      return 0;
    }
    bytes.flip();
    return target.write(bytes);
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer source, long at) {
    throw new NonWritableChannelException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metaData) {
    // Nothing is ever written.
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException("An object cannot be mapped into memory");
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) {
    throw new NonWritableChannelException();
  }

  @Override
  protected synchronized void implCloseChannel() throws IOException {
    if (local != null && local.isPresent()) {
      local.get().close();
      local = Optional.empty();
    }
    if (ahead != null) {
      ahead.window().cancel(false);
      ahead = null;
    }
    current = new Window(0, new byte[0], 0);
  }
}
