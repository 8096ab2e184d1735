package io.pointsman.registry.store;

import com.google.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Counters that all registries on one database share, and that no restart begins anew. */
public final class TallyStore {

  @Inject
  TallyStore() {}

  /**
   * A series.
   *
   * @param metric what is counted
   * @param labels the labels' values in their order, with slashes between them
   */
  public record Series(String metric, String labels) {
    public static Series of(String metric, Object... labels) {
      return new Series(
          metric,
          java.util.Arrays.stream(labels).map(String::valueOf).collect(Collectors.joining("/")));
    }

    public List<String> labelValues() {
      return labels.isEmpty() ? List.of() : List.of(labels.split("/", -1));
    }
  }

  public Map<Series, Double> all(Handle handle) {
    Map<Series, Double> all = new HashMap<>();
    handle
        .createQuery("select metric, labels, value from tally")
        .map(
            (row, context) ->
                all.put(
                    new Series(row.getString("metric"), row.getString("labels")),
                    row.getDouble("value")))
        .list();
    return all;
  }

  public void add(Handle handle, Series series, double amount) {
    put(handle, series, amount, "tally.value + excluded.value");
  }

  /** Keeps the highest that was seen. */
  public void raise(Handle handle, Series series, double value) {
    put(
        handle,
        series,
        value,
        "case when excluded.value > tally.value then excluded.value else tally.value end");
  }

  private static void put(Handle handle, Series series, double value, String merged) {
    handle
        .createUpdate(
            "insert into tally (metric, labels, value) values (:metric, :labels, :value) on"
                + " conflict (metric, labels) do update set value = "
                + merged)
        .bind("metric", series.metric())
        .bind("labels", series.labels())
        .bind("value", value)
        .execute();
  }
}
