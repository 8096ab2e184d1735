package io.pointsman.workers.leftover;

import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Records of runs that ended long ago, on the control store. */
final class RecordLeftovers {
  private final ObjectStore store;
  private final String folder;
  private final RunStates runs;
  private final Duration age;
  private final Clock clock;

  private static final class OfRun {
    private final List<String> keys = new ArrayList<>();
    private long bytes;
    private long newestMillis;
  }

  /**
   * @param prefix of the control store, without leading or trailing slash
   */
  RecordLeftovers(ObjectStore store, String prefix, RunStates runs, Duration age, Clock clock) {
    this.store = store;
    this.folder = prefix.isEmpty() ? "runs/" : prefix + "/runs/";
    this.runs = runs;
    this.age = age;
    this.clock = clock;
  }

  /** The records of these runs whose newest is older than the age; of others nothing is said. */
  List<Found> find(Predicate<String> ofRun) throws IOException {
    Map<String, OfRun> byRun = new TreeMap<>();
    store.list(
        folder,
        listed -> {
          int slash = listed.key().indexOf('/', folder.length());
          if (slash > 0) {
            OfRun records =
                byRun.computeIfAbsent(
                    listed.key().substring(folder.length(), slash), run -> new OfRun());
            records.keys.add(listed.key());
            records.bytes += listed.size();
            records.newestMillis = Math.max(records.newestMillis, listed.lastModifiedMillis());
          }
        });
    Instant oldest = clock.instant().minus(age);
    List<Found> found = new ArrayList<>();
    for (Map.Entry<String, OfRun> entry : byRun.entrySet()) {
      OfRun records = entry.getValue();
      if (!ofRun.test(entry.getKey())
          || !Instant.ofEpochMilli(records.newestMillis).isBefore(oldest)) {
        continue;
      }
      RunStates.State run = runs.of(entry.getKey());
      String where = folder + entry.getKey() + "/, " + records.keys.size() + " objects";
      found.add(
          run.goesOn()
              ? Found.kept(
                  Leftover.Kind.RECORDS,
                  where,
                  entry.getKey(),
                  run,
                  records.bytes,
                  "its run goes on")
              : Found.removable(
                  Leftover.Kind.RECORDS,
                  where,
                  entry.getKey(),
                  run,
                  records.bytes,
                  () -> delete(records.keys)));
    }
    return found;
  }

  private String delete(List<String> keys) throws IOException {
    for (String key : keys) {
      store.delete(key);
    }
    return "deleted " + keys.size() + " objects";
  }
}
