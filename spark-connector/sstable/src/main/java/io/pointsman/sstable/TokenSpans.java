package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.dht.Murmur3Partitioner;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.format.StatsComponent;
import org.apache.cassandra.io.sstable.metadata.MetadataType;
import org.apache.cassandra.io.sstable.metadata.StatsMetadata;

/**
 * Finds out between which tokens SSTables lie, so that a task need not open those that have nothing
 * for it: from {@code Statistics.db}, which says so from format {@code oa} on, else from the end of
 * {@code Summary.db}. One request each, or two, many at a time.
 */
public final class TokenSpans {
  private static final String STATISTICS = "-Statistics.db";
  private static final String SUMMARY = "-Summary.db";
  private static final int HEADER_BYTES = 24;
  private static final int MEMORY_AT = 8;
  private static final int LONGEST_KEYS = 2 * (Integer.BYTES + (1 << Short.SIZE));

  /** As much is fetched in one request. */
  private static final int SMALL_FILE = 32 << 10;

  private TokenSpans() {}

  /**
   * What was found, and what it took.
   *
   * @param spans in the order of the SSTables; of some it may be unknown
   * @param requests to the store
   * @param bytes fetched
   */
  public record Found(List<TokenSpan> spans, long requests, long bytes) {
    public Found {
      spans = List.copyOf(spans);
    }
  }

  /**
   * Reads them.
   *
   * @throws IOException when the store does not answer, or an object is gone
   */
  public static Found read(ObjectStore store, List<Backup.SSTable> sstables) throws IOException {
    CassandraRuntime.startReading();
    List<Backup.SSTable> needed = sstables.stream().map(TokenSpans::needed).toList();
    TokenSpan[] spans = new TokenSpan[needed.size()];
    IOException[] failures = new IOException[needed.size()];
    try (Mount mount =
        new Mount(new ObjectSource.InStore(store), ReadSettings.defaults(), needed)) {
      Concurrently.each(
          spans.length,
          place -> {
            try {
              spans[place] = span(mount, place, needed.get(place));
            } catch (IOException e) {
              failures[place] = e;
            }
          });
      for (IOException failure : failures) {
        if (failure != null) {
          throw failure;
        }
      }
      return new Found(List.of(spans), mount.requests(), mount.bytesRead());
    }
  }

  /** The same SSTable with the file alone that is read. */
  private static Backup.SSTable needed(Backup.SSTable sstable) {
    String file = saysSo(sstable) ? STATISTICS : SUMMARY;
    List<Backup.Component> components =
        sstable.components().stream().filter(each -> each.fileName().endsWith(file)).toList();
    return new Backup.SSTable(
        sstable.keyspace(),
        sstable.table(),
        sstable.node(),
        sstable.descriptor(),
        components,
        sstable.owned());
  }

  private static boolean saysSo(Backup.SSTable sstable) {
    return OpenSSTable.descriptor("/", sstable).version.hasKeyRange();
  }

  private static TokenSpan span(Mount mount, int place, Backup.SSTable sstable) throws IOException {
    if (sstable.components().isEmpty()) {
      return TokenSpan.UNKNOWN;
    }
    try {
      return saysSo(sstable)
          ? ofStatistics(OpenSSTable.descriptor(mount.directoryOf(place), sstable))
          : ofSummary(mount.file(place, sstable.components().get(0).fileName()));
    } catch (RuntimeException | Error e) {
      throw ReadFailure.of(e, mount, place);
    }
  }

  private static TokenSpan ofStatistics(Descriptor descriptor) throws IOException {
    StatsMetadata statistics = StatsComponent.load(descriptor, MetadataType.STATS).statsMetadata();
    return statistics.firstKey == null || statistics.lastKey == null
        ? TokenSpan.UNKNOWN
        : span(statistics.firstKey, statistics.lastKey, true);
  }

  /** Its two keys stand at its end, after as many bytes as its header says. */
  private static TokenSpan ofSummary(MountedFile summary) throws IOException {
    if (summary.size() < HEADER_BYTES) {
      return TokenSpan.UNKNOWN;
    }
    byte[] begin = bytes(summary, 0, Math.min(summary.size(), SMALL_FILE));
    long keysAt = HEADER_BYTES + ByteBuffer.wrap(begin).getLong(MEMORY_AT);
    if (keysAt < HEADER_BYTES
        || keysAt >= summary.size()
        || summary.size() - keysAt > LONGEST_KEYS) {
      return TokenSpan.UNKNOWN;
    }
    ByteBuffer keys =
        summary.size() <= SMALL_FILE
            ? ByteBuffer.wrap(begin).position((int) keysAt)
            : ByteBuffer.wrap(bytes(summary, keysAt, summary.size() - keysAt));
    List<ByteBuffer> both = new ArrayList<>();
    while (both.size() < 2) {
      int length = keys.remaining() < Integer.BYTES ? -1 : keys.getInt();
      if (length < 0 || length > keys.remaining()) {
        return TokenSpan.UNKNOWN;
      }
      both.add(keys.slice(keys.position(), length));
      keys.position(keys.position() + length);
    }
    return keys.hasRemaining() ? TokenSpan.UNKNOWN : span(both.get(0), both.get(1), false);
  }

  private static byte[] bytes(MountedFile file, long from, long length) throws IOException {
    byte[] content = new byte[(int) length];
    file.fetch(from, content, content.length);
    return content;
  }

  /** What cannot be is not believed. */
  private static TokenSpan span(ByteBuffer first, ByteBuffer last, boolean isChecked) {
    long from = PartitionLookup.token(Murmur3Partitioner.instance.decorateKey(first));
    long to = PartitionLookup.token(Murmur3Partitioner.instance.decorateKey(last));
    return from > to ? TokenSpan.UNKNOWN : new TokenSpan(from, to, isChecked);
  }
}
