package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Draws values of any type, as CQL writes them. */
final class RandomValues {
  private static final int LONG_TEXT = 6_000;

  private final Random random;
  private final RandomTypes types;
  private final boolean portable;

  /**
   * @param types knows what fields were added to a user-defined type
   * @param portable only what Spark and the driver's own codecs hold too
   */
  RandomValues(Random random, RandomTypes types, boolean portable) {
    this.random = random;
    this.types = types;
    this.portable = portable;
  }

  /** A column's value: now and then empty, or long. */
  String ofColumn(CqlType type) {
    return draw(type, true, Place.COLUMN);
  }

  /** Where a value stands. */
  private enum Place {
    COLUMN,
    KEY,
    CLUSTERING;

    /** Where a collection's keys stand, if the collection stands here. */
    Place ofKey() {
      return this == COLUMN ? KEY : this;
    }
  }

  /**
   * A clustering column's value: of those that are the same to Cassandra, always the same one.
   * Otherwise which one a merge of two rows keeps would be chance.
   */
  String ofClustering(CqlType type) {
    return draw(type, !portable, Place.CLUSTERING);
  }

  /** A key's part. */
  String ofKey(CqlType type) {
    return draw(type, !portable, Place.KEY);
  }

  private String draw(CqlType type, boolean mayBeEmpty, Place place) {
    if (type instanceof Simple simple) {
      return simple(simple, mayBeEmpty, place);
    } else if (type instanceof CqlType.ListOf list) {
      return elements("[", "]", () -> draw(list.element(), mayBeEmpty, place));
    } else if (type instanceof CqlType.SetOf set) {
      return elements("{", "}", () -> draw(set.element(), mayBeEmpty, place.ofKey()));
    } else if (type instanceof CqlType.MapOf map) {
      return elements(
          "{",
          "}",
          () ->
              draw(map.key(), mayBeEmpty && !portable, place.ofKey())
                  + ": "
                  + draw(map.value(), mayBeEmpty, place));
    } else if (type instanceof CqlType.TupleOf tuple) {
      return tuple.elements().stream()
          .map(element -> orNull(() -> draw(element, mayBeEmpty, place)))
          .collect(Collectors.joining(", ", "(", ")"));
    } else if (type instanceof CqlType.UserDefined user) {
      return fields(user, mayBeEmpty, place);
    } else if (type instanceof CqlType.VectorOf vector) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < vector.dimension(); i++) {
        elements.add(draw(vector.element(), false, place));
      }
      return "[" + String.join(", ", elements) + "]";
    } else if (type instanceof CqlType.Custom custom) {
      return oneOf(Literals.edges(custom));
    }
    throw new IllegalArgumentException("No values of " + type.cql());
  }

  private String fields(CqlType.UserDefined type, boolean mayBeEmpty, Place place) {
    List<String> fields = new ArrayList<>();
    for (CqlType.UserDefined.Field field : types.fieldsNow(type)) {
      if (fields.isEmpty() || random.nextInt(4) > 0) {
        fields.add(field.name() + ": " + orNull(() -> draw(field.type(), mayBeEmpty, place)));
      }
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private String orNull(Supplier<String> value) {
    return random.nextInt(6) == 0 ? "null" : value.get();
  }

  private String elements(String open, String close, Supplier<String> element) {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(element.get());
    }
    return elements.stream().collect(Collectors.joining(", ", open, close));
  }

  private String simple(Simple type, boolean mayBeEmpty, Place place) {
    int drawn = random.nextInt(20);
    if (drawn == 0 && mayBeEmpty && Literals.empty(type) != null) {
      return Literals.empty(type);
    }
    if (drawn == 1 && place == Place.COLUMN && type == Simple.TEXT) {
      return "'" + "long ".repeat(LONG_TEXT / 5) + random.nextInt(9) + "'";
    }
    if (drawn == 1 && place == Place.COLUMN && type == Simple.BLOB) {
      return "0x" + "00ff7f80".repeat(LONG_TEXT / 4) + "0" + random.nextInt(9);
    }
    if (place == Place.CLUSTERING && type == Simple.DECIMAL) {
      String value = drawn < 12 ? oneOf(Literals.edges(type)) : any(type);
      return new java.math.BigDecimal(value).stripTrailingZeros().toString();
    }
    boolean secondNaN = place == Place.CLUSTERING && type == Simple.DOUBLE;
    if (drawn == 2 && !portable && !secondNaN && !Literals.cassandraOnly(type).isEmpty()) {
      return oneOf(Literals.cassandraOnly(type));
    }
    if (drawn < 12) {
      return oneOf(Literals.edges(type));
    }
    return any(type);
  }

  private String any(Simple type) {
    return switch (type) {
      case TINYINT -> Integer.toString((byte) random.nextInt());
      case SMALLINT -> Integer.toString((short) random.nextInt());
      case INT -> Integer.toString(random.nextInt(100));
      case BIGINT -> Long.toString(random.nextLong());
      case VARINT -> new java.math.BigInteger(1 + random.nextInt(200), random).negate().toString();
      case DECIMAL ->
          new java.math.BigDecimal(
                  new java.math.BigInteger(1 + random.nextInt(150), random), random.nextInt(30) - 5)
              .toString();
      case FLOAT -> Float.toString(random.nextFloat() * 1000 - 500);
      case DOUBLE -> Double.toString(random.nextDouble() * 1e6 - 5e5);
      case BLOB -> "0x" + "%08x".formatted(random.nextInt());
      case UUID -> new java.util.UUID(versioned(4), variant()).toString();
      case TIMEUUID -> new java.util.UUID(versioned(1), variant()).toString();
      case TIMESTAMP -> Long.toString(random.nextLong() >> 20);
      case DURATION ->
          (random.nextBoolean() ? "-" : "")
              + "%dmo%dd%dns"
                  .formatted(random.nextInt(99), random.nextInt(99), random.nextInt(1 << 30));
      case ASCII, TEXT -> "'" + Integer.toString(random.nextInt(1 << 12), 36) + "'";
      case BOOLEAN, DATE, TIME, INET -> oneOf(Literals.edges(type));
      case COUNTER -> throw new IllegalArgumentException("A counter has no literals");
    };
  }

  private long versioned(int version) {
    return (random.nextLong() & ~0xF000L) | ((long) version << 12);
  }

  private long variant() {
    return (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
