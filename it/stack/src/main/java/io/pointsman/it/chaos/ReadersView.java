package io.pointsman.it.chaos;

import io.pointsman.it.truth.TableReader;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody saw who read a table all the time: the table before, then a whole table after, and
 * nothing else.
 *
 * @param seen each view that differed from the one before, in a word
 * @param broken what must not have been seen, a sentence each
 */
record ReadersView(List<String> seen, List<String> broken) {
  ReadersView {
    seen = List.copyOf(seen);
    broken = List.copyOf(broken);
  }

  /**
   * Judges.
   *
   * @param views at least one, the table before; oldest first
   * @param whole what the table must be after any run was published
   * @param published how many snapshots the runs have published
   */
  static ReadersView of(List<TableReader.View> views, TableReader.View whole, int published) {
    List<String> seen = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    TableReader.View before = views.get(0);
    if (alike(before, whole)) {
      broken.add("the table before was like the one after, so nothing was shown");
    }
    int after = 0;
    for (TableReader.View view : views) {
      if (after == 0 && view.snapshotId() != null && before.sees(view)) {
        seen.add("before");
      } else if (alike(view, whole) && !alike(view, before)) {
        after++;
        seen.add("whole");
      } else {
        seen.add("WRONG");
        broken.add("a reader saw " + view + ", which is neither before nor after: " + whole);
      }
    }
    // Of two that are published shortly one after the other, a reader may miss the first.
    if (after > published || (after == 0) != (published == 0)) {
      broken.add("%d snapshots are published, but the reader saw %s".formatted(published, seen));
    }
    return new ReadersView(seen, broken);
  }

  private static boolean alike(TableReader.View one, TableReader.View other) {
    return one.rows() == other.rows() && one.checksum().equals(other.checksum());
  }
}
