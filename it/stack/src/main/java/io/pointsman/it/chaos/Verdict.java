package io.pointsman.it.chaos;

import io.pointsman.decider.job.JobKey;
import io.pointsman.it.truth.TableReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must hold after every scenario, whatever it did: readers saw the table before or a whole
 * table after; each run was published once when it was served and never otherwise; each run was
 * served as its scenario says.
 */
final class Verdict {
  private final World world;
  private final TableReader.View whole;
  private final List<String> broken;

  /**
   * @param whole what the table must be after any run was published
   */
  Verdict(World world, TableReader.View whole) {
    this.world = world;
    this.whole = whole;
    this.broken = world.broken();
  }

  /** Judges the runs and returns how many snapshots they published. */
  int judgeRuns() {
    List<JobKey> published = world.lane().lake().published(world.kind(), world.table());
    Set<String> known = new HashSet<>();
    for (MoveRun run : world.runs()) {
      known.add(run.id());
      long times = published.stream().filter(key -> key.runId().equals(run.id())).count();
      String servedBy = run.servedBy();
      if (!run.served().allows(servedBy, run.reason())) {
        broken.add(
            "run %s had to be served by %s, but %s"
                .formatted(run.id(), run.served().words(), ending(run)));
      }
      if (times != (servedBy == null ? 0 : 1)) {
        broken.add("run %s, %s, is published %d times".formatted(run.id(), ending(run), times));
      }
    }
    published.stream()
        .filter(key -> !known.contains(key.runId()))
        .forEach(key -> broken.add("somebody else's job is published: " + key));
    return published.size();
  }

  static String ending(MoveRun run) {
    String servedBy = run.servedBy();
    if (servedBy != null) {
      return servedBy;
    }
    String reason = run.reason().split(":", 2)[0];
    return "nobody (" + (run.status().isEmpty() ? "unknown" : run.status() + ": " + reason) + ")";
  }

  /** Judges what the reader saw and says it for people. */
  String judgeViews(int published) throws IOException {
    String name = world.kind().catalog() + "." + Lake.NAMESPACE + "." + world.table();
    TableReader.Reads reads = world.lane().reader().reads(name);
    ReadersView view = ReadersView.of(world.lane().reader().views(name), whole, published);
    broken.addAll(view.broken());
    return "%s; %d reads%s"
        .formatted(
            String.join(" → ", view.seen()),
            reads.whole(),
            reads.failed() == 0 ? "" : ", " + reads.failed() + " without an answer");
  }
}
