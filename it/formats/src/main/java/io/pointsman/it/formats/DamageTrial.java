package io.pointsman.it.formats;

import io.pointsman.backup.Backup;
import io.pointsman.backup.MemoryObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one damaged table. */
final class DamageTrial {
  /** Borders within the ring, so that an index is asked where they are. */
  private static final List<Long> BORDERS =
      List.of(
          Long.MIN_VALUE, -3_000_000_000_000_000_000L, 2_500_000_000_000_000_000L, Long.MAX_VALUE);

  /**
   * How it went.
   *
   * @param words what a user would be told, or what is wrong; may be null
   */
  record Result(Outcome outcome, String words, Throwable failure) {}

  private DamageTrial() {}

  static Result of(DamageCase each) {
    try {
      Fixture fixture = each.fixture();
      MemoryObjectStore store = new MemoryObjectStore();
      fixture.putInto(store);
      Map<String, Integer> sizes = new TreeMap<>();
      fixture.files().forEach((file, content) -> sizes.put(file, content.length));
      byte[] damaged = each.damage().of(fixture.files().get(each.file()));
      if (damaged == null) {
        store.delete(fixture.key(each.file()));
        sizes.remove(each.file());
      } else {
        store.put(fixture.key(each.file()), damaged);
        sizes.put(each.file(), damaged.length);
      }
      List<Backup.SSTable> sstables = fixture.sstables(sizes);
      List<String> rows = fixture.read(store, sstables, BORDERS);
      return rows.equals(fixture.rows())
          ? new Result(Outcome.SAME_ROWS, null, null)
          : new Result(Outcome.WRONG_ROWS, difference(fixture.rows(), rows), null);
    } catch (IOException e) {
      boolean named =
          e.getMessage() != null
              && e.getMessage().contains("s3://memory/backups/" + each.fixture().format() + "/");
      return new Result(named ? Outcome.REFUSED : Outcome.UNNAMED, e.toString(), e);
    } catch (OutOfMemoryError e) {
      return new Result(Outcome.NO_MEMORY, e.toString(), e);
    } catch (RuntimeException | Error e) {
      return new Result(Outcome.UNNAMED, e.toString(), e);
    }
  }

  private static String difference(List<String> expected, List<String> read) {
    for (int i = 0; i < Math.min(expected.size(), read.size()); i++) {
      if (!expected.get(i).equals(read.get(i))) {
        return "row %d is %s, not %s".formatted(i, read.get(i), expected.get(i));
      }
    }
    return read.size() + " rows, not " + expected.size();
  }
}
