package io.pointsman.it.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pointsman.bench.Measurement;
import io.pointsman.it.show.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** That a wide partition was read; where it is not, there is no report but a failure. */
record WideReport(int megabytes, int sstables, String heap, Measurement measured) {
  private long peakMegabytes() {
    return measured.peakHeapBytes() >> 20;
  }

  private Check check() {
    return new Check(
        "a partition of %d MB in %d SSTables was read in a heap of %s"
            .formatted(megabytes, sstables, heap),
        true,
        peakMegabytes(),
        "MiB on the heap at most, garbage too");
  }

  String json() throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ok", true);
    document.put("checks", List.of(check()));
    document.put("measured", measured);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  String text() {
    return "%s: %d rows in %.0f CPU seconds; %d %s"
        .formatted(
            check().name(),
            measured.rows(),
            measured.cpuSeconds(),
            peakMegabytes(),
            check().unit());
  }
}
