package io.pointsman.legacy.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TypeOrderTest {

  @Test
  void numbersAreOrderedByTheirValue() {
    ordered(Simple.TINYINT, "80", "ff", "00", "7f");
    ordered(Simple.SMALLINT, "8000", "ffff", "0000", "7fff");
    ordered(Simple.INT, "80000000", "ffffffff", "00000000", "00000001");
    ordered(Simple.BIGINT, "ffffffffffffffff", "0000000000000000");
    ordered(Simple.TIMESTAMP, "8000000000000000", "0000000000000001");
    ordered(Simple.FLOAT, "ff800000", "bf800000", "3f800000", "7f800000");
    ordered(Simple.DOUBLE, "bff0000000000000", "3ff0000000000000");
    ordered(Simple.VARINT, hex(BigInteger.TEN.pow(30).negate()), "ff", "00", "00ff");
    ordered(Simple.DECIMAL, "00000001 ff", "00000002 00", "00000002 01", "00000000 01");
  }

  @Test
  void textsDatesAndAddressesAreOrderedByTheirUnsignedBytes() {
    ordered(Simple.TEXT, "61", "6161", "62", "c3a9");
    ordered(Simple.DATE, "7fffffff", "80000000");
    ordered(Simple.INET, "7f000001", "ff000001");
    ordered(Simple.BOOLEAN, "00", "01");
  }

  @Test
  void timeUuidsAreOrderedByTheirTimeAndThenBySignedBytes() {
    ordered(
        Simple.TIMEUUID,
        "ffffffff 0000 1000 8000000000000000",
        "00000000 0001 1000 8000000000000000",
        "00000000 0001 1000 7f00000000000000",
        "00000000 0000 1001 8000000000000000");
  }

  @Test
  void uuidsAreOrderedByVersionThenByTimeOrBytes() {
    ordered(
        Simple.UUID,
        "ffffffff 0000 1000 8000000000000000",
        "00000000 0001 1000 8000000000000000",
        "00000000 0000 4000 8000000000000000",
        "ffffffff 0000 4000 7000000000000000",
        "ffffffff 0000 4000 8000000000000000");
  }

  @Test
  void collectionsAndTuplesAreOrderedPartByPart() {
    ordered(
        new CqlType.ListOf(Simple.INT, true),
        "00000000",
        "00000001 00000004 ffffffff",
        "00000001 00000004 00000001",
        "00000002 00000004 00000001 00000004 00000001");
    ordered(
        new CqlType.MapOf(Simple.TINYINT, Simple.TINYINT, true),
        "00000001 00000001 01 00000001 ff",
        "00000001 00000001 01 00000001 01",
        "00000001 00000001 02 00000001 ff");
    ordered(
        new CqlType.TupleOf(List.of(Simple.TINYINT, Simple.TEXT)),
        "ffffffff",
        "00000001 ff",
        "00000001 01 ffffffff",
        "00000001 01 00000000",
        "00000001 01 00000001 61");
    ordered(new CqlType.VectorOf(Simple.FLOAT, 2), "bf800000 40000000", "3f800000 00000000");
  }

  @ParameterizedTest
  @EnumSource(Simple.class)
  void anEmptyValueComesFirst(Simple type) {
    byte[] some = ByteBuffer.allocate(16).array();
    assertThat(TypeOrder.of(type).compare(new byte[0], some)).isNegative();
    assertThat(TypeOrder.of(type).compare(some, new byte[0])).isPositive();
    assertThat(TypeOrder.of(type).compare(new byte[0], new byte[0])).isZero();
  }

  private static void ordered(CqlType type, String... ascending) {
    for (int i = 0; i < ascending.length; i++) {
      for (int j = 0; j < ascending.length; j++) {
        assertThat(
                Integer.signum(
                    TypeOrder.of(type).compare(bytes(ascending[i]), bytes(ascending[j]))))
            .as("%s: %s against %s", type.cql(), ascending[i], ascending[j])
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(BigInteger number) {
    return HexFormat.of().formatHex(number.toByteArray());
  }
}
