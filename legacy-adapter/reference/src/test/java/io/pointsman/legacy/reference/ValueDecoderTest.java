package io.pointsman.legacy.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class ValueDecoderTest {

  @Test
  void everySimpleTypeIsDecoded() {
    assertThat(decode("68c3a9", Simple.TEXT)).isEqualTo("hé");
    assertThat(decode("6869", Simple.ASCII)).isEqualTo("hi");
    assertThat(decode("ffffffffffffffff", Simple.BIGINT)).isEqualTo(-1L);
    assertThat(decode("00ff", Simple.BLOB)).isEqualTo(new byte[] {0, -1});
    assertThat(decode("01", Simple.BOOLEAN)).isEqualTo(true);
    assertThat(decode("80000000", Simple.DATE)).isEqualTo(LocalDate.EPOCH);
    assertThat(decode("7fffffff", Simple.DATE)).isEqualTo(LocalDate.of(1969, 12, 31));
    assertThat(decode("00000002ff", Simple.DECIMAL)).isEqualTo("-0.01");
    assertThat(decode("fffffffe01", Simple.DECIMAL)).isEqualTo("1E+2");
    assertThat(decode("3ff8000000000000", Simple.DOUBLE)).isEqualTo(1.5);
    assertThat(decode("bfc00000", Simple.FLOAT)).isEqualTo(-1.5f);
    assertThat(decode("7f000001", Simple.INET)).isEqualTo("127.0.0.1");
    assertThat(decode("20010db8000000000000000000000001", Simple.INET))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(decode("00000000000000000000ffff0a000001", Simple.INET))
        .as("sixteen bytes are another address than four")
        .isEqualTo("0:0:0:0:0:ffff:a00:1");
    assertThat(decode("80000000", Simple.INT)).isEqualTo(Integer.MIN_VALUE);
    assertThat(decode("ff80", Simple.SMALLINT)).isEqualTo(-128);
    assertThat(decode("80", Simple.TINYINT)).isEqualTo(-128);
    assertThat(decode("00004e94914effff", Simple.TIME)).isEqualTo(0x4e94914effffL);
    assertThat(decode("00000000000003e9", Simple.TIMESTAMP)).isEqualTo(Instant.ofEpochMilli(1001));
    assertThat(decode("0102030405060708090a0b0c0d0e0f10", Simple.UUID))
        .isEqualTo("01020304-0506-0708-090a-0b0c0d0e0f10");
    assertThat(decode("ff00000000000000000000", Simple.VARINT))
        .isEqualTo(BigInteger.ONE.shiftLeft(80).negate().toString());
  }

  @Test
  void aDurationIsThreeVariableLengthNumbers() {
    // 1 month, -2 days, 300 nanoseconds: zigzag 2, 3, 600 = 0x8258
    assertThat(decode("02038258", Simple.DURATION)).isEqualTo(RowFactory.create(1, -2, 300L));
    assertThat(decode("0000ffffffffffffffffff", Simple.DURATION))
        .isEqualTo(RowFactory.create(0, 0, Long.MIN_VALUE));
  }

  @Test
  void anEmptyValueIsNullWhereTheTypeHasNone() {
    assertThat(decode("", Simple.TEXT)).isEqualTo("");
    assertThat(decode("", Simple.BLOB)).isEqualTo(new byte[0]);
    assertThat(decode("", Simple.INT)).isNull();
    assertThat(decode("", Simple.TIMESTAMP)).isNull();
  }

  @Test
  void frozenCollectionsAreDecodedWithTheirNulls() {
    assertThat(asList(decode("00000003 00000001 07 ffffffff 00000001 09", list(Simple.TINYINT))))
        .containsExactly(7, null, 9);
    assertThat(asList(decode("00000000", list(Simple.INT)))).isEmpty();
    Object map =
        decode(
            "00000002 00000001 61 00000004 00000001 00000001 62 00000004 00000002",
            new CqlType.MapOf(Simple.TEXT, Simple.INT, true));
    assertThat(CollectionConverters.asJava((scala.collection.Map<?, ?>) map))
        .isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void fieldsThatWereAddedLaterAreNull() {
    CqlType udt =
        new CqlType.UserDefined(
            "ks",
            "address",
            List.of(
                new CqlType.UserDefined.Field("street", Simple.TEXT),
                new CqlType.UserDefined.Field("number", Simple.INT),
                new CqlType.UserDefined.Field("added", Simple.INT)),
            true);
    assertThat(decode("00000001 61 ffffffff", udt)).isEqualTo(RowFactory.create("a", null, null));
    assertThat(decode("00000004 00000005", new CqlType.TupleOf(List.of(Simple.INT, Simple.TEXT))))
        .isEqualTo(RowFactory.create(5, null));
  }

  @Test
  void vectorsHaveSizesOnlyWhereTheElementsLengthMayDiffer() {
    assertThat(asList(decode("3f800000 40000000", new CqlType.VectorOf(Simple.FLOAT, 2))))
        .containsExactly(1f, 2f);
    assertThat(asList(decode("02 6869 01 61", new CqlType.VectorOf(Simple.TEXT, 2))))
        .containsExactly("hi", "a");
    assertThat(asList(decode("02 0005 02 0006", new CqlType.VectorOf(Simple.SMALLINT, 2))))
        .containsExactly(5, 6);
  }

  @Test
  void aUserDefinedTypeIsPutTogetherFromItsFields() {
    CqlType udt =
        new CqlType.UserDefined(
            "ks",
            "address",
            List.of(
                new CqlType.UserDefined.Field("street", Simple.TEXT),
                new CqlType.UserDefined.Field("number", Simple.INT)),
            false);
    Object row =
        ValueDecoder.decode(
            new ColumnValue.Parts(List.of(new ColumnValue.Part(hex("0001"), hex("00000007")))),
            udt);
    assertThat((Row) row).isEqualTo(RowFactory.create(null, 7));
  }

  @Test
  void listsSetsAndMapsArePutTogetherInTheOrderOfTheirPaths() {
    ColumnValue parts =
        new ColumnValue.Parts(
            List.of(
                new ColumnValue.Part(hex("00000001"), hex("61")),
                new ColumnValue.Part(hex("00000002"), hex("62"))));
    assertThat(asList(ValueDecoder.decode(parts, new CqlType.ListOf(Simple.TEXT, false))))
        .containsExactly("a", "b");
    assertThat(asList(ValueDecoder.decode(parts, new CqlType.SetOf(Simple.INT, false))))
        .containsExactly(1, 2);
    Object map = ValueDecoder.decode(parts, new CqlType.MapOf(Simple.INT, Simple.TEXT, false));
    assertThat(CollectionConverters.asJava((scala.collection.Map<?, ?>) map).toString())
        .isEqualTo("{1=a, 2=b}");
  }

  @Test
  void bytesThatAreNoValueAreRefused() {
    assertThatThrownBy(() -> decode("00000001 00000009 61", list(Simple.TEXT)))
        .hasMessage("A part of 9 bytes where only 1 are left");
  }

  @Test
  void aCompositePartitionKeyIsTakenToPieces() {
    assertThat(NativeParts.partitionKey(hex("0001 61 00 0000 00 0002 0505 00"), 3))
        .usingElementComparator(java.util.Arrays::compare)
        .containsExactly(hex("61"), hex(""), hex("0505"));
    assertThat(new String(NativeParts.partitionKey(hex("6869"), 1).get(0), StandardCharsets.UTF_8))
        .isEqualTo("hi");
  }

  private static CqlType list(CqlType element) {
    return new CqlType.ListOf(element, true);
  }

  private static Object decode(String hex, CqlType type) {
    return ValueDecoder.decode(hex(hex), type);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @SuppressWarnings("unchecked")
  private static List<Object> asList(Object sequence) {
    return CollectionConverters.asJava((scala.collection.Seq<Object>) sequence);
  }
}
