package io.pointsman.registry.service;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.pointsman.decider.Ages;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.OnNoBackup;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.service.Definitions.Numbered;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Movements as lines of CSV (RFC 4180) below a header that names the columns, in any order: {@code
 * source} ({@code cluster/keyspace/table}) and {@code destination} ({@code
 * catalog.namespace.table}) are needed; {@code dataModel}, {@code cohort}, {@code owner}, {@code
 * labels} and {@code legacy} ({@code key=value;key=value}), {@code maxBackupAge} ({@code 26h},
 * {@code 2d}, {@code PT26H}), {@code onNoBackup} ({@code LEGACY} or {@code REFUSED}), {@code
 * writeMode} ({@code replace} or {@code overwrite-partition}) and {@code partitionColumns} ({@code
 * column=type;column=type}) may be left out.
 */
final class MovementCsv {
  private static final List<String> COLUMNS =
      List.of(
          "source",
          "destination",
          "dataModel",
          "cohort",
          "owner",
          "labels",
          "maxBackupAge",
          "onNoBackup",
          "writeMode",
          "partitionColumns",
          "legacy");
  private static final ObjectReader READER =
      new CsvMapper().readerFor(String[].class).with(CsvParser.Feature.WRAP_AS_ARRAY);
  private static final int MOST_FAULTS = 200;

  private final List<Numbered> movements = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, Long> lines = new HashMap<>();

  private MovementCsv() {}

  /**
   * What was read.
   *
   * @param movements those that could be read, each with its line
   * @param faults what is wrong, each with its line
   */
  record Parsed(List<Numbered> movements, List<Fault> faults) {}

  static Parsed parse(String csv) {
    MovementCsv parser = new MovementCsv();
    parser.read(csv.startsWith("\ufeff") ? csv.substring(1) : csv);
    return new Parsed(parser.movements, parser.faults);
  }

  private void read(String csv) {
    try (MappingIterator<String[]> rows = READER.readValues(csv)) {
      if (!rows.hasNextValue()) {
        faults.add(new Fault("line 1", "is missing; expected a header such as " + header()));
        return;
      }
      List<String> columns = columns(rows.nextValue());
      // Between two rows the parser stands at the line that the next one begins on.
      long line = rows.getCurrentLocation().getLineNr();
      while (faults.size() < MOST_FAULTS && rows.hasNextValue()) {
        row(line, columns, rows.nextValue());
        line = rows.getCurrentLocation().getLineNr();
      }
      if (faults.size() >= MOST_FAULTS) {
        faults.add(new Fault("document", "has more faults; only the first are listed"));
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      faults.add(
          new Fault(
              at == null ? "document" : "line " + at.getLineNr(),
              "is no CSV: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> columns(String[] header) {
    List<String> columns = Arrays.stream(header).map(String::strip).toList();
    for (String column : columns) {
      if (!COLUMNS.contains(column)) {
        faults.add(
            new Fault("line 1", "has the unknown column '" + column + "'; known are " + header()));
      } else if (columns.indexOf(column) != columns.lastIndexOf(column)) {
        faults.add(new Fault("line 1", "has the column '" + column + "' twice"));
      }
    }
    for (String needed : List.of("source", "destination")) {
      if (!columns.contains(needed)) {
        faults.add(new Fault("line 1", "lacks the column '" + needed + "'"));
      }
    }
    return columns;
  }

  private void row(long line, List<String> columns, String[] cells) {
    if (cells.length <= 1 && columns.size() > 1 && String.join("", cells).isBlank()) {
      return;
    }
    if (cells.length != columns.size()) {
      faults.add(
          new Fault(
              "line " + line,
              "has " + cells.length + " values for the header's " + columns.size() + " columns"));
      return;
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.length; i++) {
      if (!cells[i].isBlank()) {
        row.put(columns.get(i), cells[i].strip());
      }
    }
    int before = faults.size();
    MovementDefinition definition = definition(line, row);
    if (faults.size() > before || definition == null) {
      return;
    }
    for (Fault fault : DefinitionRules.faults(definition)) {
      faults.add(new Fault("line " + line + ", " + fault.path(), fault.problem()));
    }
    Long earlier = lines.putIfAbsent(definition.movement().id(), line);
    if (earlier != null) {
      faults.add(new Fault("line " + line, "is the same movement as line " + earlier));
    }
    movements.add(new Numbered(line, definition));
  }

  private MovementDefinition definition(long line, Map<String, String> row) {
    Map<String, String> labels = pairs(line, "labels", row.get("labels"));
    Map<String, String> legacy = pairs(line, "legacy", row.get("legacy"));
    Duration maxBackupAge = age(line, row.get("maxBackupAge"));
    OnNoBackup onNoBackup = onNoBackup(line, row.get("onNoBackup"));
    try {
      Movement names =
          Movement.parse(
              row.getOrDefault("source", "") + " -> " + row.getOrDefault("destination", ""));
      DataModel model = row.containsKey("dataModel") ? DataModel.of(row.get("dataModel")) : null;
      return new MovementDefinition(
          new Movement(names.source(), names.destination(), model, row.get("cohort"), labels),
          row.get("owner"),
          maxBackupAge,
          onNoBackup,
          row.containsKey("writeMode") ? WriteMode.of(row.get("writeMode")) : null,
          types(pairs(line, "partitionColumns", row.get("partitionColumns"))),
          legacy);
    } catch (InvalidMovementException e) {
      faults.add(new Fault("line " + line, e.getMessage()));
      return null;
    }
  }

  private static Map<String, PartitionType> types(Map<String, String> pairs) {
    Map<String, PartitionType> types = new TreeMap<>();
    pairs.forEach((column, type) -> types.put(column, PartitionType.of(type)));
    return types;
  }

  private OnNoBackup onNoBackup(long line, String text) {
    if (text == null) {
      return null;
    }
    for (OnNoBackup value : OnNoBackup.values()) {
      if (value.name().equals(text)) {
        return value;
      }
    }
    faults.add(
        new Fault("line " + line + ", onNoBackup", "is '" + text + "'; it is LEGACY or REFUSED"));
    return null;
  }

  private Duration age(long line, String text) {
    if (text == null) {
      return null;
    }
    try {
      return Ages.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      faults.add(
          new Fault(
              "line " + line + ", maxBackupAge", "is '" + text + "'; expected 26h, 2d or PT26H"));
      return null;
    }
  }

  private Map<String, String> pairs(long line, String column, String text) {
    Map<String, String> pairs = new TreeMap<>();
    if (text == null) {
      return pairs;
    }
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (pair.isBlank()) {
        continue;
      }
      if (equals < 1) {
        faults.add(
            new Fault(
                "line " + line + ", " + column, "is '" + text + "'; expected key=value;key=value"));
        return pairs;
      }
      pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return pairs;
  }

  private static String header() {
    return String.join(",", COLUMNS);
  }
}
