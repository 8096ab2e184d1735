package io.pointsman.iceberg;

import io.pointsman.control.JobFailure;
import io.pointsman.decider.FailureReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether a destination's columns can take a source's. */
final class DestinationColumns {
  private DestinationColumns() {}

  /**
   * Every source column must stand in the destination under the same name with the same type; what
   * the destination has beside them must allow null.
   *
   * @throws JobFailure SCHEMA_CHANGED, naming every column at fault
   */
  static void check(String destination, StructType source, StructType table) throws JobFailure {
    List<String> faults = new ArrayList<>();
    Map<String, StructField> there =
        Arrays.stream(table.fields()).collect(Collectors.toMap(StructField::name, field -> field));
    for (StructField column : source.fields()) {
      StructField existing = there.remove(column.name());
      if (existing == null) {
        faults.add("'" + column.name() + "' is missing");
      } else if (!existing.dataType().catalogString().equals(column.dataType().catalogString())) {
        faults.add(
            "'%s' is %s, not %s"
                .formatted(
                    column.name(),
                    existing.dataType().catalogString(),
                    column.dataType().catalogString()));
      } else if (!existing.nullable() && column.nullable()) {
        faults.add("'" + column.name() + "' does not allow null");
      }
    }
    for (StructField left : there.values()) {
      if (!left.nullable()) {
        faults.add("'" + left.name() + "' does not allow null, and the source has no such column");
      }
    }
    if (!faults.isEmpty()) {
      throw new JobFailure(
          FailureReason.SCHEMA_CHANGED,
          "The table "
              + destination
              + " cannot take the backup's rows: "
              + String.join("; ", faults));
    }
  }
}
