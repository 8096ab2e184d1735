package io.pointsman.it;

import static io.pointsman.it.truth.CanonicalRow.number;
import static io.pointsman.it.truth.CanonicalRow.text;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.data.CqlVector;
import com.datastax.oss.driver.api.core.data.GettableByIndex;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pointsman.it.truth.CanonicalRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The canonical text of a row that Cassandra's driver read. */
final class DriverRow {
  private DriverRow() {}

  static String line(Row row) {
    return CanonicalRow.line(fields(row));
  }

  /** The driver reads a collection that is null as an empty one: hence the look at isNull. */
  private static JsonNode fields(GettableByIndex fields) {
    ArrayNode array = CanonicalRow.array();
    for (int i = 0; i < fields.size(); i++) {
      array.add(fields.isNull(i) ? CanonicalRow.nothing() : value(fields.getObject(i)));
    }
    return array;
  }

  /** A value as the driver's own codecs read it: null of an empty one that its type has not. */
  static JsonNode value(Object value) {
    if (value == null) {
      return CanonicalRow.nothing();
    }
    if (value instanceof UdtValue || value instanceof TupleValue) {
      return fields((GettableByIndex) value);
    }
    if (value instanceof Collection<?> collection) {
      return elements(collection);
    }
    if (value instanceof CqlVector<?> vector) {
      return elements(vector);
    }
    if (value instanceof Map<?, ?> map) {
      return CanonicalRow.map(
          entries -> map.forEach((key, each) -> entries.accept(value(key), value(each))));
    }
    return simple(value);
  }

  private static JsonNode elements(Iterable<?> values) {
    ArrayNode array = CanonicalRow.array();
    values.forEach(value -> array.add(value(value)));
    return array;
  }

  private static JsonNode simple(Object value) {
    if (value instanceof Double number) {
      return CanonicalRow.floating(number);
    }
    if (value instanceof Float number) {
      return CanonicalRow.floating(number);
    }
    if (value instanceof BigDecimal || value instanceof BigInteger || value instanceof UUID) {
      return text(value.toString());
    }
    if (value instanceof Number number) {
      return number(number.longValue());
    }
    if (value instanceof Boolean truth) {
      return CanonicalRow.truth(truth);
    }
    if (value instanceof String string) {
      return text(string);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return CanonicalRow.bytes(bytes);
    }
    if (value instanceof InetAddress address) {
      return text(address.getHostAddress());
    }
    if (value instanceof LocalDate date) {
      return number(date.toEpochDay());
    }
    if (value instanceof LocalTime time) {
      return number(time.toNanoOfDay());
    }
    if (value instanceof Instant instant) {
      return number(Math.multiplyExact(instant.toEpochMilli(), TimeUnit.MILLISECONDS.toMicros(1)));
    }
    if (value instanceof CqlDuration duration) {
      return CanonicalRow.array()
          .add(duration.getMonths())
          .add(duration.getDays())
          .add(duration.getNanoseconds());
    }
    throw new IllegalArgumentException("No canonical text for a " + value.getClass().getName());
  }
}
