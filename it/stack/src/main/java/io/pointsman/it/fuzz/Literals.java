package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import java.util.List;

/**
 * Values of the simple types as CQL writes them, chosen for their edges: the least and the
 * greatest, both zeros, no number at all, an empty value where Cassandra takes one.
 */
public final class Literals {
  /** A custom type of Cassandra's own that CQL has no name for. */
  public static final String LEXICAL_UUID = "org.apache.cassandra.db.marshal.LexicalUUIDType";

  /** A custom type with parts. */
  public static final String COMPOSITE =
      "org.apache.cassandra.db.marshal.CompositeType("
          + "org.apache.cassandra.db.marshal.Int32Type,org.apache.cassandra.db.marshal.UTF8Type)";

  private Literals() {}

  /**
   * Values of a type that every part of the way holds: Cassandra, its driver, Spark, Iceberg.
   *
   * @param type not a counter, which has no literals
   */
  public static List<String> edges(CqlType.Simple type) {
    return switch (type) {
      case ASCII -> List.of("''", "'a'", "' ~!@'", "'it''s'", "'line\nbreak'");
      case TEXT ->
          List.of("''", "'Øresund'", "'日本 🚂'", "'it''s \"q\"'", "'\u0000\u001f'", "'e\u0301'");
      case BLOB -> List.of("0x", "0x00", "0xff00ff", "0x8080808080808080");
      case BOOLEAN -> List.of("true", "false");
      case TINYINT -> List.of("-128", "127", "0", "-1");
      case SMALLINT -> List.of("-32768", "32767", "0", "-1");
      case INT -> List.of("-2147483648", "2147483647", "0", "-1", "65536");
      case BIGINT ->
          List.of("-9223372036854775808", "9223372036854775807", "0", "-1", "4294967296");
      case VARINT ->
          List.of(
              "0",
              "-1",
              "128",
              "-129",
              "99999999999999999999999999999999999999",
              "-123456789012345678901234567890123456789012345678901234567890");
      case DECIMAL ->
          List.of(
              "0",
              "0.00",
              "-0.10",
              "1E+40",
              "1E-40",
              "-99999999999999999999999999999999999999.999999999999999999999",
              "12345678901234567890123456789012345678901234567890");
      case FLOAT ->
          List.of("NaN", "Infinity", "-Infinity", "-0.0", "0.0", "1.4E-45", "3.4028235E38");
      case DOUBLE ->
          List.of(
              "NaN", "Infinity", "-Infinity", "-0.0", "0.0", "4.9E-324", "1.7976931348623157E308");
      case DATE ->
          List.of(
              "'1970-01-01'", "'1969-12-31'", "'2026-11-26'", "0", "4294967295", "'0001-01-01'");
      case TIME -> List.of("'00:00:00'", "'23:59:59.999999999'", "'12:34:56.000000001'");
      case TIMESTAMP ->
          List.of(
              "0", "-1", "1764115200123", "-62135596800001", "253402300799999", "9223372036854775");
      case DURATION ->
          List.of(
              "0d",
              "-1mo2d3ns",
              "1mo",
              "2147483647mo2147483647d9223372036854775807ns",
              "-2147483647mo2147483647d9223372036854775807ns",
              "12h30m");
      case INET ->
          List.of("'0.0.0.0'", "'255.255.255.255'", "'::'", "'::1'", "'2001:db8::ff00:42:8329'");
      case UUID ->
          List.of(
              "00000000-0000-0000-0000-000000000000",
              "ffffffff-ffff-ffff-ffff-ffffffffffff",
              "6f2a9f0c-6a3e-4d6e-9f0b-0a1b2c3d4e5f");
      case TIMEUUID ->
          List.of(
              "00000000-0000-1000-8080-808080808080",
              "ffffffff-ffff-1fff-bfff-ffffffffffff",
              "13814000-1dd2-11b2-8080-808080808080",
              "13814000-1dd2-11b2-7f7f-7f7f7f7f7f7f");
      case COUNTER -> throw new IllegalArgumentException("A counter has no literals");
    };
  }

  /** Values that Cassandra keeps but Spark or the driver has no place for; mostly none. */
  static List<String> cassandraOnly(CqlType.Simple type) {
    return switch (type) {
      case TIMESTAMP -> List.of("9223372036854775807", "-9223372036854775808");
      // Spark knows one NaN only.
      case DOUBLE -> List.of("blob_as_double(0x7ff8000000000001)");
      case INET -> List.of("blob_as_inet(0x00000000000000000000ffff01020304)");
      case ASCII,
          TEXT,
          BLOB,
          BOOLEAN,
          TINYINT,
          SMALLINT,
          INT,
          BIGINT,
          VARINT,
          DECIMAL,
          FLOAT,
          DATE,
          TIME,
          DURATION,
          UUID,
          TIMEUUID,
          COUNTER ->
          List.of();
    };
  }

  /** The value of no bytes, which is not null; or null when the type refuses one. */
  public static String empty(CqlType.Simple type) {
    return switch (type) {
      case ASCII, TEXT -> "''";
      case BLOB -> "0x";
      case BIGINT, BOOLEAN, DECIMAL, DOUBLE, FLOAT, INET, INT, TIMESTAMP, TIMEUUID, UUID, VARINT ->
          "blob_as_" + type.cql() + "(0x)";
      case SMALLINT, TINYINT, DATE, TIME, DURATION, COUNTER -> null;
    };
  }

  /** Values of a custom type. */
  public static List<String> edges(CqlType.Custom type) {
    return switch (type.className()) {
      case LEXICAL_UUID ->
          List.of(
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
              "'6f2a9f0c-6a3e-4d6e-9f0b-0a1b2c3d4e5f'");
      case COMPOSITE -> List.of("'1:a'", "'-1:'", "'7:Øresund'");
      default -> throw new IllegalArgumentException("No literals of " + type.className());
    };
  }
}
