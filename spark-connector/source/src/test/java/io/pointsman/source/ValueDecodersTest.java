package io.pointsman.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValueDecodersTest {
  @Test
  void textKeepsItsBytesAndMayBeEmpty() {
    assertThat(decode(Simple.TEXT, text("grüße 東京 🚃"))).isEqualTo(utf8("grüße 東京 🚃"));
    assertThat(decode(Simple.ASCII, text("plain"))).isEqualTo(utf8("plain"));
    assertThat(decode(Simple.TEXT, bytes(""))).isEqualTo(utf8(""));
  }

  @Test
  void textSharesNoBytesWithItsBuffer() {
    byte[] shared = "abc".getBytes(StandardCharsets.UTF_8);
    Object value = ValueDecoders.of(Simple.TEXT).decode(ByteBuffer.wrap(shared));
    shared[0] = 'x';
    assertThat(value).isEqualTo(utf8("abc"));
  }

  @Test
  void onlyTheRemainingBytesOfABufferAreTheValue() {
    ByteBuffer within = ByteBuffer.wrap("xxabcxx".getBytes(StandardCharsets.UTF_8));
    within.position(2).limit(5);
    assertThat(ValueDecoders.of(Simple.TEXT).decode(within)).isEqualTo(utf8("abc"));
    assertThat(ValueDecoders.of(Simple.TEXT).decode(text("abc").asReadOnlyBuffer()))
        .isEqualTo(utf8("abc"));
  }

  @Test
  void blobsAndCustomTypesAreBytes() {
    assertThat(decode(Simple.BLOB, bytes("00ff10"))).isEqualTo(new byte[] {0, -1, 16});
    assertThat(decode(Simple.BLOB, bytes(""))).isEqualTo(new byte[0]);
    assertThat(decode(new CqlType.Custom("org.example.Type"), bytes("0102")))
        .isEqualTo(new byte[] {1, 2});
  }

  @Test
  void integersKeepTheirSignAndSmallOnesBecomeInts() {
    assertThat(decode(Simple.BIGINT, bytes("8000000000000000"))).isEqualTo(Long.MIN_VALUE);
    assertThat(decode(Simple.COUNTER, bytes("ffffffffffffffff"))).isEqualTo(-1L);
    assertThat(decode(Simple.INT, bytes("fffffffe"))).isEqualTo(-2);
    assertThat(decode(Simple.SMALLINT, bytes("8000"))).isEqualTo(-32768);
    assertThat(decode(Simple.TINYINT, bytes("80"))).isEqualTo(-128);
  }

  @Test
  void booleansAndFloatingPointNumbersKeepTheirBits() {
    assertThat(decode(Simple.BOOLEAN, bytes("00"))).isEqualTo(false);
    assertThat(decode(Simple.BOOLEAN, bytes("01"))).isEqualTo(true);
    assertThat(decode(Simple.DOUBLE, bytes("8000000000000000"))).isEqualTo(-0.0d);
    assertThat(decode(Simple.DOUBLE, bytes("7ff8000000000000"))).isEqualTo(Double.NaN);
    assertThat(decode(Simple.FLOAT, bytes("3fc00000"))).isEqualTo(1.5f);
  }

  @Test
  void datesCountFromTheMiddleOfTheirRange() {
    assertThat(decode(Simple.DATE, bytes("80000000"))).isEqualTo(0);
    assertThat(decode(Simple.DATE, bytes("7fffffff"))).isEqualTo(-1);
    long days = LocalDate.parse("2026-01-02").toEpochDay();
    ByteBuffer value = ByteBuffer.allocate(4).putInt(0, (int) (days + (1L << 31)));
    assertThat(decode(Simple.DATE, value)).isEqualTo((int) days);
  }

  @Test
  void timesAreNanosecondsAndTimestampsMicroseconds() {
    assertThat(decode(Simple.TIME, longs(12_345_678_901L))).isEqualTo(12_345_678_901L);
    assertThat(decode(Simple.TIMESTAMP, longs(-1))).isEqualTo(-1000L);
  }

  @Test
  void aTimestampBeyondMicrosecondsIsAnErrorNotAnotherTime() {
    assertThatThrownBy(() -> decode(Simple.TIMESTAMP, longs(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the timestamp 9223372036854775807 ms does not fit into microseconds");
  }

  @Test
  void numbersWithoutBoundsAreExactText() {
    assertThat(decode(Simple.VARINT, bytes("00ff"))).isEqualTo(utf8("255"));
    BigInteger big = new BigInteger("-123456789012345678901234567890");
    assertThat(decode(Simple.VARINT, ByteBuffer.wrap(big.toByteArray())))
        .isEqualTo(utf8("-123456789012345678901234567890"));
    assertThat(decode(Simple.DECIMAL, bytes("00000002" + "7d"))).isEqualTo(utf8("1.25"));
    assertThat(decode(Simple.DECIMAL, bytes("00000003" + "04e2"))).isEqualTo(utf8("1.250"));
  }

  @Test
  void addressesAndIdsAreText() {
    assertThat(decode(Simple.INET, bytes("0a000001"))).isEqualTo(utf8("10.0.0.1"));
    assertThat(decode(Simple.INET, bytes("20010db8000000000000000000000001")))
        .isEqualTo(utf8("2001:db8:0:0:0:0:0:1"));
    assertThat(decode(Simple.INET, bytes("00000000000000000000ffff0a000001")))
        .as("sixteen bytes are another address than four")
        .isEqualTo(utf8("0:0:0:0:0:ffff:a00:1"));
    UUID id = UUID.fromString("01234567-89ab-cdef-8123-456789abcdef");
    ByteBuffer value = ByteBuffer.allocate(16);
    value.putLong(0, id.getMostSignificantBits()).putLong(8, id.getLeastSignificantBits());
    assertThat(decode(Simple.UUID, value.duplicate())).isEqualTo(utf8(id.toString()));
    assertThat(decode(Simple.TIMEUUID, value)).isEqualTo(utf8(id.toString()));
  }

  @Test
  void durationsAreMonthsDaysAndNanoseconds() {
    // 1 month, -2 days, 3 h in zigzag variable-length integers.
    ByteBuffer value = bytes("02" + "03" + "fc" + "13a52453" + "0000");
    InternalRow duration = (InternalRow) decode(Simple.DURATION, value);
    assertThat(duration.getInt(0)).isEqualTo(1);
    assertThat(duration.getInt(1)).isEqualTo(-2);
    assertThat(duration.getLong(2)).isEqualTo(zigzag(0x13a524530000L));
  }

  @Test
  void variableIntegersReadEveryLength() {
    assertThat(VariableInts.readUnsigned(bytes("7f"))).isEqualTo(127);
    assertThat(VariableInts.readUnsigned(bytes("8080"))).isEqualTo(128);
    assertThat(VariableInts.readUnsigned(bytes("c04000"))).isEqualTo(0x4000);
    assertThat(VariableInts.readUnsigned(bytes("ffffffffffffffffff"))).isEqualTo(-1L);
    assertThat(VariableInts.readUnsigned(bytes("fe80000000000000"))).isEqualTo(1L << 55);
    assertThat(VariableInts.readSigned(bytes("01"))).isEqualTo(-1);
  }

  @Test
  void listsAndSetsKeepTheirOrderAndNulls() {
    ByteBuffer value = bytes("00000003" + "00000004" + "00000007" + "ffffffff" + "00000000");
    ArrayData list = (ArrayData) decode(new CqlType.ListOf(Simple.INT, false), value.duplicate());
    assertThat(list.numElements()).isEqualTo(3);
    assertThat(list.getInt(0)).isEqualTo(7);
    assertThat(list.isNullAt(1)).isTrue();
    assertThat(list.isNullAt(2)).as("an empty int").isTrue();
    ArrayData set = (ArrayData) decode(new CqlType.SetOf(Simple.INT, true), value);
    assertThat(set.numElements()).isEqualTo(3);
  }

  @Test
  void mapsMayNest() {
    CqlType type = new CqlType.MapOf(Simple.TEXT, new CqlType.ListOf(Simple.TINYINT, true), false);
    String list = "00000001" + "00000001" + "05";
    MapData map = (MapData) decode(type, bytes("00000001" + "00000001" + "61" + "00000009" + list));
    assertThat(map.keyArray().getUTF8String(0)).isEqualTo(utf8("a"));
    assertThat(map.valueArray().getArray(0).getInt(0)).isEqualTo(5);
  }

  @Test
  void aStructWrittenWithFewerFieldsHasNullsForTheOthers() {
    CqlType.UserDefined address =
        new CqlType.UserDefined(
            "shop",
            "address",
            List.of(
                new CqlType.UserDefined.Field("street", Simple.TEXT),
                new CqlType.UserDefined.Field("zip", Simple.INT),
                new CqlType.UserDefined.Field("added", Simple.BIGINT)),
            true);
    InternalRow row =
        (InternalRow) decode(address, bytes("00000001" + "61" + "00000004" + "0000000b"));
    assertThat(row.getUTF8String(0)).isEqualTo(utf8("a"));
    assertThat(row.getInt(1)).isEqualTo(11);
    assertThat(row.isNullAt(2)).isTrue();
    InternalRow tuple =
        (InternalRow)
            decode(
                new CqlType.TupleOf(List.of(Simple.INT, Simple.TEXT)),
                bytes("ffffffff" + "00000000"));
    assertThat(tuple.isNullAt(0)).isTrue();
    assertThat(tuple.getUTF8String(1)).isEqualTo(utf8(""));
  }

  @Test
  void vectorsOfFixedLengthArePackedAndOthersHaveLengths() {
    ArrayData floats =
        (ArrayData) decode(new CqlType.VectorOf(Simple.FLOAT, 2), bytes("3f800000" + "40000000"));
    assertThat(floats.toFloatArray()).containsExactly(1f, 2f);
    ArrayData texts =
        (ArrayData) decode(new CqlType.VectorOf(Simple.TEXT, 2), bytes("01" + "61" + "00"));
    assertThat(texts.getUTF8String(0)).isEqualTo(utf8("a"));
    assertThat(texts.getUTF8String(1)).isEqualTo(utf8(""));
    ArrayData smallInts =
        (ArrayData) decode(new CqlType.VectorOf(Simple.SMALLINT, 1), bytes("02" + "0009"));
    assertThat(smallInts.getInt(0)).isEqualTo(9);
    ArrayData nested =
        (ArrayData)
            decode(
                new CqlType.VectorOf(new CqlType.VectorOf(Simple.INT, 1), 2),
                bytes("00000001" + "00000002"));
    assertThat(nested.getArray(1).getInt(0)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Simple.class,
      names = {"ASCII", "TEXT", "BLOB"},
      mode = EnumSource.Mode.EXCLUDE)
  void anEmptyValueOfATypeWithoutOneIsNull(Simple type) {
    assertThat(decode(type, bytes(""))).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Simple.class,
      names = {"ASCII", "TEXT", "BLOB", "VARINT", "DURATION"},
      mode = EnumSource.Mode.EXCLUDE)
  void aValueOfTheWrongLengthIsAnError(Simple type) {
    assertThatThrownBy(() -> decode(type, bytes("010203")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 bytes");
  }

  @Test
  void aCountThatItsBytesCannotHoldReservesNoMemory() {
    assertThatThrownBy(() -> decode(new CqlType.ListOf(Simple.INT, true), bytes("7fffffff")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a collection counts 2147483647 elements in 0 bytes");
  }

  private static Object decode(CqlType type, ByteBuffer value) {
    return ValueDecoders.of(type).decode(value);
  }

  private static ByteBuffer bytes(String hexadecimal) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal));
  }

  private static ByteBuffer longs(long value) {
    return ByteBuffer.allocate(8).putLong(0, value);
  }

  private static ByteBuffer text(String value) {
    return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
  }

  private static UTF8String utf8(String value) {
    return UTF8String.fromString(value);
  }

  private static long zigzag(long unsigned) {
    return (unsigned >>> 1) ^ -(unsigned & 1);
  }
}
