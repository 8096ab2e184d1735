package io.pointsman.publication;

import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The one partition of a destination that a run overwrites: what the table must be like for it, and
 * which files are its.
 */
final class PartitionTarget {
  private final StaticPartition partition;
  private final Map<Integer, PartitionSpec> specs;
  private final Map<Integer, Evaluator> mayBeIn = new HashMap<>();
  private final Map<Integer, Evaluator> isIn = new HashMap<>();
  private final Map<Integer, ManifestEvaluator> mayHold = new HashMap<>();

  /** Where a file's rows are, as far as its own partition tells. */
  enum Place {
    INSIDE,
    OUTSIDE,
    /** It was written when the table was partitioned otherwise. */
    UNKNOWN
  }

  /**
   * @param specs the table's partition specs, by id
   */
  PartitionTarget(StaticPartition partition, Map<Integer, PartitionSpec> specs) {
    this.partition = partition;
    this.specs = specs;
  }

  /**
   * A source's columns and the partition's beside them.
   *
   * @param partition null for none
   * @throws io.pointsman.decider.InvalidMovementException when the source has a column of that name
   */
  static Schema wanted(Schema source, StaticPartition partition) {
    if (partition == null) {
      return source;
    }
    List<Types.NestedField> fields = new ArrayList<>(source.columns());
    int id = source.highestFieldId();
    for (StaticPartition.Value value : partition.values()) {
      if (source.caseInsensitiveFindField(value.column()) != null) {
        throw new io.pointsman.decider.InvalidMovementException(
            "partition." + value.column(),
            "is a column of the source too; a partition's columns stand beside the source's and say"
                + " which run wrote a row: give it another name");
      }
      id++;
      fields.add(Types.NestedField.optional(id, value.column(), iceberg(value.type())));
    }
    return new Schema(fields);
  }

  /**
   * A table's columns without the partition's, to be held against the source's.
   *
   * @param partition null for none
   */
  static Schema besides(Schema table, StaticPartition partition) {
    return partition == null
        ? table
        : new Schema(
            table.columns().stream()
                .filter(field -> !partition.columns().contains(field.name()))
                .toList());
  }

  /** Partitions by the values themselves of these columns, in their order. */
  static PartitionSpec spec(Schema schema, StaticPartition partition) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    if (partition != null) {
      partition.values().forEach(value -> spec.identity(value.column()));
    }
    return spec.build();
  }

  /**
   * The types of the columns that a table is partitioned by.
   *
   * @return empty when it is not partitioned by the values themselves of just these columns, or one
   *     has a type that no run can name a value of; the message of {@link #refusal} says which
   */
  static Optional<Map<String, PartitionType>> types(Schema schema, PartitionSpec spec) {
    Map<String, PartitionType> types = new TreeMap<>();
    for (PartitionField field : spec.fields()) {
      Types.NestedField column = schema.findField(field.sourceId());
      Optional<PartitionType> type =
          column == null || !field.transform().isIdentity()
              ? Optional.empty()
              : PartitionType.ofIceberg(column.type().toString());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      types.put(schema.findColumnName(field.sourceId()), type.get());
    }
    return Optional.of(types);
  }

  /**
   * Why a table cannot take the partition, with the field named.
   *
   * @return empty when it can
   */
  static Optional<String> refusal(Schema schema, PartitionSpec spec, StaticPartition partition) {
    Set<String> by = new TreeSet<>();
    spec.fields()
        .forEach(
            field -> {
              String column = schema.findColumnName(field.sourceId());
              by.add(
                  field.transform().isIdentity() ? column : field.transform() + "(" + column + ")");
            });
    if (!by.equals(partition.columns())) {
      Set<String> strange = new TreeSet<>(partition.columns());
      strange.removeAll(by);
      return Optional.of(
          "field '%s': the table is partitioned by %s, not by %s"
              .formatted(
                  strange.isEmpty() ? "partition" : "partition." + strange.iterator().next(),
                  by.isEmpty() ? "nothing" : String.join(", ", by),
                  String.join(", ", partition.columns())));
    }
    for (StaticPartition.Value value : partition.values()) {
      Type type = schema.findField(value.column()).type();
      if (!type.equals(iceberg(value.type()))) {
        return Optional.of(
            "field 'partition.%s': the table's column is of type %s, the value '%s' is a %s"
                .formatted(value.column(), type, value.value(), value.type().wireName()));
      }
    }
    return Optional.empty();
  }

  /** The partition's rows. */
  Expression filter() {
    Expression all = Expressions.alwaysTrue();
    for (StaticPartition.Value value : partition.values()) {
      all = Expressions.and(all, Expressions.equal(value.column(), literal(value)));
    }
    return all;
  }

  /** Where a file is. */
  Place place(ContentFile<?> file) {
    PartitionSpec spec = specs.get(file.specId());
    if (spec == null) {
      return Place.UNKNOWN;
    }
    Evaluator possible =
        mayBeIn.computeIfAbsent(
            spec.specId(),
            id ->
                new Evaluator(spec.partitionType(), Projections.inclusive(spec).project(filter())));
    if (!possible.eval(file.partition())) {
      return Place.OUTSIDE;
    }
    Evaluator certain =
        isIn.computeIfAbsent(
            spec.specId(),
            id -> new Evaluator(spec.partitionType(), Projections.strict(spec).project(filter())));
    return certain.eval(file.partition()) ? Place.INSIDE : Place.UNKNOWN;
  }

  /** Whether a manifest may list files of it. */
  boolean mayBeListedIn(ManifestFile manifest) {
    PartitionSpec spec = specs.get(manifest.partitionSpecId());
    return spec == null
        || mayHold
            .computeIfAbsent(
                spec.specId(), id -> ManifestEvaluator.forRowFilter(filter(), spec, true))
            .eval(manifest);
  }

  private static Object literal(StaticPartition.Value value) {
    // Iceberg takes a date as its text, and converts it to the column's type.
    return value.type() == PartitionType.DATE ? value.value() : value.typed();
  }

  private static Type iceberg(PartitionType type) {
    return switch (type) {
      case STRING -> Types.StringType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case DATE -> Types.DateType.get();
      case BOOLEAN -> Types.BooleanType.get();
    };
  }
}
