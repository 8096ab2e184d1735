package io.pointsman.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.Consistency;
import io.pointsman.backup.StoreSettings;
import io.pointsman.backup.StoreUri;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a user may say to the data source.
 *
 * @param backupUri {@code s3://bucket/prefix} of the backups
 * @param layout how the backups are laid out, found by what lies there unless said
 * @param endpoint of a store other than the region's own, or null
 * @param region or null for the SDK's default
 * @param pathStyle whether the bucket stands in the path
 * @param credentials the credentials' name, or null for the environment's own
 * @param keyspace unquoted, in its own case
 * @param table unquoted, in its own case
 * @param backupId the backup to read, or null for the newest complete one
 * @param asOf read the newest complete backup taken at or before this; null for no bound
 * @param referenceTime what TTLs are judged at, or null for when the backup was taken
 * @param dataCentre whose nodes are read, or null for all
 * @param consistency how many replicas must be whole; null means ALL
 * @param maxSkew how far the nodes' snapshots may be apart, or null for what was written beside the
 *     backups, else an hour
 * @param splits how many token ranges to read in, or null to size them by the backup
 * @param splitBytes bytes of data files a split is sized for
 * @param pin what the manifests must be, or null
 */
record BackupOptions(
    StoreUri backupUri,
    String layout,
    String endpoint,
    String region,
    boolean pathStyle,
    String credentials,
    String keyspace,
    String table,
    String backupId,
    Instant asOf,
    Instant referenceTime,
    String dataCentre,
    String consistency,
    Duration maxSkew,
    Integer splits,
    long splitBytes,
    BackupPin pin) {

  static final String BACKUP_URI = "backupUri";
  static final String LAYOUT = "layout";
  static final String ENDPOINT = "endpoint";
  static final String REGION = "region";
  static final String PATH_STYLE = "pathStyle";
  static final String CREDENTIALS = "credentials";
  static final String KEYSPACE = "keyspace";
  static final String TABLE = "table";
  static final String BACKUP_ID = "backupId";
  static final String AS_OF = "asOf";
  static final String REFERENCE_TIME = "referenceTime";
  static final String DATA_CENTRE = "dataCentre";
  static final String CONSISTENCY = "consistency";
  static final String MAX_SKEW = "maxSkew";
  static final String SPLITS = "splits";
  static final String SPLIT_BYTES = "splitBytes";
  static final String PIN = "pin";

  private static final long DEFAULT_SPLIT_BYTES = 128L << 20;
  private static final int MOST_SPLITS = 1_000_000;
  private static final Set<String> KNOWN =
      Set.of(
          BACKUP_URI,
          LAYOUT,
          ENDPOINT,
          REGION,
          PATH_STYLE,
          CREDENTIALS,
          KEYSPACE,
          TABLE,
          BACKUP_ID,
          AS_OF,
          REFERENCE_TIME,
          DATA_CENTRE,
          CONSISTENCY,
          MAX_SKEW,
          SPLITS,
          SPLIT_BYTES,
          PIN);

  /**
   * Reads the options; names are compared without their case.
   *
   * @throws IllegalArgumentException naming the option that is missing, unknown or malformed
   */
  static BackupOptions parse(Map<String, String> options) {
    Map<String, String> values = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    values.putAll(options);
    Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    unknown.addAll(options.keySet());
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(KNOWN);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown options " + unknown + " of the data source cassandra-backup; known: " + known);
    }
    return new BackupOptions(
        StoreUri.parse(required(values, BACKUP_URI)),
        values.getOrDefault(LAYOUT, BackupReaders.AUTO),
        values.get(ENDPOINT),
        values.get(REGION),
        Boolean.parseBoolean(values.get(PATH_STYLE)),
        values.get(CREDENTIALS),
        required(values, KEYSPACE),
        required(values, TABLE),
        values.get(BACKUP_ID),
        instant(values, AS_OF),
        instant(values, REFERENCE_TIME),
        values.get(DATA_CENTRE),
        consistency(values.get(CONSISTENCY)),
        duration(values, MAX_SKEW),
        splits(values.get(SPLITS)),
        bytes(values.get(SPLIT_BYTES)),
        pin(values.get(PIN)));
  }

  /** The options of one pinned backup's table, as a job's request names them. */
  static Map<String, String> of(
      SourceDefinition source, BackupPin pin, String keyspace, String table) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put(BACKUP_URI, source.backupUri());
    options.put(LAYOUT, pin.layout());
    put(options, ENDPOINT, source.endpoint());
    put(options, REGION, source.region());
    options.put(PATH_STYLE, Boolean.toString(source.pathStyle()));
    put(options, CREDENTIALS, source.credentials());
    options.put(KEYSPACE, keyspace);
    options.put(TABLE, table);
    options.put(BACKUP_ID, pin.backupId());
    options.put(REFERENCE_TIME, pin.referenceTime().toString());
    put(options, DATA_CENTRE, pin.dataCentre());
    put(options, MAX_SKEW, source.maxSkew() == null ? null : source.maxSkew().toString());
    try {
      options.put(PIN, WireJson.mapper().writeValueAsString(pin));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The pin cannot be written as JSON", e);
    }
    return options;
  }

  StoreSettings store() {
    return new StoreSettings(endpoint, region, pathStyle, credentials, backupUri.bucket());
  }

  private static void put(Map<String, String> options, String name, String value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "The data source cassandra-backup needs the option '" + name + "'");
    }
    return value;
  }

  private static Instant instant(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Option '" + name + "' is '" + value + "', expected an instant as 2026-01-31T23:59:59Z",
          e);
    }
  }

  private static String consistency(String value) {
    return value == null ? null : Consistency.parse(value).name();
  }

  private static Duration duration(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    try {
      return Duration.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Option '" + name + "' is '" + value + "', expected a duration as PT2H", e);
    }
  }

  private static Integer splits(String value) {
    return value == null ? null : (int) number(SPLITS, value, MOST_SPLITS);
  }

  private static long bytes(String value) {
    return value == null ? DEFAULT_SPLIT_BYTES : number(SPLIT_BYTES, value, Long.MAX_VALUE);
  }

  private static long number(String name, String value, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Option '" + name + "' is no number: '" + value + "'", e);
    }
    throw new IllegalArgumentException(
        "Option '" + name + "' is " + value + ", expected 1 to " + most);
  }

  private static BackupPin pin(String json) {
    if (json == null) {
      return null;
    }
    try {
      return WireJson.mapper().readValue(json, BackupPin.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Option '" + PIN + "' is no pin: " + e.getMessage(), e);
    }
  }
}
