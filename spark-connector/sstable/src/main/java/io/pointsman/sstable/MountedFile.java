package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** One object as a file. */
final class MountedFile {
  private final Mount mount;
  private final Backup.Component component;
  private final long size;
  private ChunkChecksums checksums;
  private byte[] kept;
  private int replacedFrom;
  private byte[] replacement = {};
  private volatile PlannedReads planned = PlannedReads.NONE;
  private volatile ObjectChannel channel;

  MountedFile(Mount mount, Backup.Component component) throws IOException {
    this.mount = mount;
    this.component = component;
    this.size = mount.source().size(component);
  }

  /** Says that its chunks have checksums in another file. */
  void checkAgainst(MountedFile crc) {
    checksums = new ChunkChecksums(this, crc);
  }

  /** Or null when its own format has them. */
  ChunkChecksums checksums() {
    return checksums;
  }

  /** Fetches the whole file, once, and keeps it for those who read it after. */
  synchronized byte[] keep() throws IOException {
    if (kept == null) {
      byte[] content = new byte[Math.toIntExact(size())];
      fetch(0, content, content.length);
      kept = content;
    }
    return kept;
  }

  /** What was kept, or null. */
  synchronized byte[] kept() {
    return kept;
  }

  /** Has these bytes read where others lie. */
  synchronized void replace(int position, byte[] bytes) {
    replacedFrom = position;
    replacement = bytes.clone();
    if (kept != null) {
      replaceIn(0, kept, kept.length);
    }
  }

  private void replaceIn(long position, byte[] target, int length) {
    for (int i = 0; i < replacement.length; i++) {
      long at = replacedFrom + i - position;
      if (at >= 0 && at < length) {
        target[(int) at] = replacement[i];
      }
    }
  }

  /** Says which bytes will be read, in order, and has the first of them fetched ahead. */
  void plan(List<PlannedReads.Interval> intervals) throws IOException {
    planned = PlannedReads.of(intervals, size);
    ObjectChannel opened = channel;
    if (opened != null) {
      opened.fetchFirst();
    }
  }

  PlannedReads planned() {
    return planned;
  }

  long size() {
    return size;
  }

  int largestRange() {
    return mount.dataRange();
  }

  /** Its full name, for messages. */
  String name() {
    return mount.source().name(component);
  }

  FileChannel open() {
    ObjectChannel opened = new ObjectChannel(this);
    channel = opened;
    return opened;
  }

  /**
   * It as a file of this machine, which need not be read ahead: the kernel does. Empty where it is
   * none, and where bytes must be checked or replaced before they are handed on.
   */
  Optional<FileChannel> openPlanned() throws IOException {
    return checksums == null && replacement.length == 0 && mount.mayKeepFilesOpen()
        ? mount.source().openFile(component)
        : Optional.empty();
  }

  /** Counts bytes that were read without {@link #fetch}. */
  void count(long bytes) {
    mount.count(bytes);
  }

  /** Counts nanoseconds that a scan waited for what it had planned to read. */
  void countWait(long nanos) {
    mount.countWait(nanos);
  }

  void fetch(long position, byte[] target, int length) throws IOException {
    long fetched = mount.source().read(component, position, target, length);
    if (fetched > 0) {
      mount.count(fetched);
    }
    replaceIn(position, target, length);
  }
}
