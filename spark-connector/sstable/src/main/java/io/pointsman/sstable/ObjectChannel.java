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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Reads an object through one window, and the planned part of it with the next windows fetched
 * ahead. Where nothing is planned a window is small, and grows while reads go on in order; the last
 * small ones are remembered, since an index is gone through more than once. What is planned of a
 * file of this machine is read through a {@link LocalWindow} instead.
 */
final class ObjectChannel extends FileChannel {
  /** So many windows are on their way while one is in use. */
  static final int MOST_AHEAD = 3;

  private static final int MOST_RECENT = 8;
  private static final int GROWTH = 4;
  private static final int LARGEST_UNPLANNED = 1 << 20;
  private static final int FIRST_UNPLANNED = 16 << 10;
  private static final int SMALL_FILE = 64 << 10;
  private static final String INTERRUPTED = "Interrupted while reading a backup";

  /**
   * Bytes of the object, from {@code position}.
   *
   * @param taken of the budget
   */
  private record Window(long position, byte[] bytes, int length, int taken) {
    static final Window NONE = new Window(0, new byte[0], 0, 0);

    boolean holds(long at) {
      return at >= position && at < position + length;
    }

    long end() {
      return position + length;
    }
  }

  /** A window that is on its way. */
  private record Ahead(long position, int length, Future<Window> window) {
    boolean holds(long at) {
      return at >= position && at < position + length;
    }
  }

  private final MountedFile file;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private final Deque<Window> recent = new ArrayDeque<>();
  private Window current = Window.NONE;
  private int unplanned = FIRST_UNPLANNED;
  private long lastEnd;
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
        leave(current);
        current = Window.NONE;
        current = loadTimed(at);
        fetchAhead(at, current.end());
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

  private Window loadTimed(long at) throws IOException {
    long begun = System.nanoTime();
    try {
      return load(at);
    } finally {
      if (file.planned().at(at) != null) {
        file.countWait(System.nanoTime() - begun);
      }
    }
  }

  private Window load(long at) throws IOException {
    byte[] kept = file.kept();
    if (kept != null) {
      return new Window(0, kept, kept.length, 0);
    }
    if (file.planned().at(at) != null) {
      while (!ahead.isEmpty()) {
        Ahead coming = ahead.poll();
        if (coming.holds(at)) {
          return await(coming);
        }
        drop(coming);
      }
    }
    for (Window window : recent) {
      if (window.holds(at)) {
        recent.remove(window);
        return window;
      }
    }
    int length = windowLength(at);
    if (file.planned().at(at) == null) {
      return fetch(at, length, 0);
    }
    return fetchTaken(at, ReadBudget.ofProcess().take(length, ReadSettings.SMALLEST_RANGE));
  }

  /** Small windows beside the plan are remembered; all others are let go. */
  private void leave(Window window) {
    lastEnd = window.end();
    ReadBudget.ofProcess().giveBack(window.taken());
    if (window.taken() == 0 && window.length() > 0 && window.length() <= SMALL_FILE) {
      recent.addFirst(window);
      if (recent.size() > MOST_RECENT) {
        recent.removeLast();
      }
    }
  }

  private static void drop(Ahead coming) {
    coming.window().cancel(false);
    ReadBudget.ofProcess().giveBack(coming.length());
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
    unplanned = at == lastEnd ? Math.min(LARGEST_UNPLANNED, unplanned * GROWTH) : FIRST_UNPLANNED;
    return (int) Math.min(unplanned, left);
  }

  /** Begins with what is planned, before anybody asks for it. */
  synchronized void fetchFirst() throws IOException {
    PlannedReads.Interval first = file.planned().atOrAfter(0);
    if (first != null && file.kept() == null && local().isEmpty()) {
      fetchAhead(first.from(), first.from());
    }
  }

  /**
   * Has the next windows of the plan fetched.
   *
   * @param at a place that is read
   * @param end where the window ends that holds it
   */
  private void fetchAhead(long at, long end) {
    if (file.planned().at(at) == null) {
      return;
    }
    long from = ahead.isEmpty() ? end : ahead.peekLast().position() + ahead.peekLast().length();
    while (ahead.size() < MOST_AHEAD) {
      PlannedReads.Interval planned = file.planned().atOrAfter(from);
      if (planned == null) {
        return;
      }
      long next = Math.max(from, planned.from());
      int wanted = (int) Math.min(file.largestRange(), planned.to() - next);
      int length = ReadBudget.ofProcess().take(wanted, 0);
      if (length < Math.min(wanted, ReadSettings.SMALLEST_RANGE)) {
        ReadBudget.ofProcess().giveBack(length);
        return;
      }
      ahead.add(new Ahead(next, length, ReadAhead.submit(() -> fetch(next, length, length))));
      from = next + length;
    }
  }

  /** Fetches as many bytes as were taken of the budget. */
  private Window fetchTaken(long at, int taken) throws IOException {
    boolean isFetched = false;
    try {
      Window window = fetch(at, taken, taken);
      isFetched = true;
      return window;
    } finally {
      if (!isFetched) {
        ReadBudget.ofProcess().giveBack(taken);
      }
    }
  }

  /** Fetches these bytes, and as many around them as it takes to check them. */
  private Window fetch(long at, int length, int taken) throws IOException {
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
    return new Window(from, bytes, fetched, taken);
  }

  private static Window await(Ahead coming) throws IOException {
    boolean hasCome = false;
    try {
      Window window = coming.window().get();
      hasCome = true;
      return window;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(INTERRUPTED);
    } finally {
      if (!hasCome) {
        ReadBudget.ofProcess().giveBack(coming.length());
      }
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
    ahead.forEach(ObjectChannel::drop);
    ahead.clear();
    leave(current);
    current = Window.NONE;
    recent.clear();
  }
}
