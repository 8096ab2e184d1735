package io.pointsman.registry.journal;

import io.pointsman.registry.store.TallyStore;
import io.pointsman.registry.store.TallyStore.Series;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What a reader found: written in the transaction that puts the reader forward. */
public final class Findings {
  /** In one order everywhere, so that no two registries wait for each other. */
  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::metric).thenComparing(Series::labels);

  private final Map<Series, Double> added = new TreeMap<>(ORDER);
  private final Map<Series, Double> raised = new TreeMap<>(ORDER);

  /** Counts. */
  public void add(Series series, double amount) {
    added.merge(series, amount, Double::sum);
  }

  /** Keeps the highest. */
  public void raise(Series series, double value) {
    raised.merge(series, value, Math::max);
  }

  void write(Handle handle, TallyStore tallies) {
    added.forEach((series, amount) -> tallies.add(handle, series, amount));
    raised.forEach((series, value) -> tallies.raise(handle, series, value));
  }
}
