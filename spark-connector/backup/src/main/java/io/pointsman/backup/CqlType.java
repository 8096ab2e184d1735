package io.pointsman.backup;

import java.io.Serializable;
import java.util.List;

/**
 * A CQL type, without any class of Cassandra's, so that Spark and Iceberg can be mapped from it.
 * Values of every type travel in Cassandra's native protocol serialization, version 5.
 */
public sealed interface CqlType extends Serializable {

  /** The type as CQL writes it, such as {@code map<text, frozen<address>>}. */
  String cql();

  /** Types with no parts. */
  enum Simple implements CqlType {
    ASCII,
    BIGINT,
    BLOB,
    BOOLEAN,
    COUNTER,
    DATE,
    DECIMAL,
    DOUBLE,
    DURATION,
    FLOAT,
    INET,
    INT,
    SMALLINT,
    TEXT,
    TIME,
    TIMESTAMP,
    TIMEUUID,
    TINYINT,
    UUID,
    VARINT;

    @Override
    public String cql() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  record ListOf(CqlType element, boolean frozen) implements CqlType {
    @Override
    public String cql() {
      return Frozen.wrap("list<" + element.cql() + ">", frozen);
    }
  }

  record SetOf(CqlType element, boolean frozen) implements CqlType {
    @Override
    public String cql() {
      return Frozen.wrap("set<" + element.cql() + ">", frozen);
    }
  }

  record MapOf(CqlType key, CqlType value, boolean frozen) implements CqlType {
    @Override
    public String cql() {
      return Frozen.wrap("map<" + key.cql() + ", " + value.cql() + ">", frozen);
    }
  }

  record TupleOf(List<CqlType> elements) implements CqlType {
    public TupleOf {
      elements = List.copyOf(elements);
    }

    @Override
    public String cql() {
      return "tuple<" + String.join(", ", elements.stream().map(CqlType::cql).toList()) + ">";
    }
  }

  /**
   * A user-defined type; a value may hold fewer fields than the type when it was written earlier.
   */
  record UserDefined(String keyspace, String name, List<Field> fields, boolean frozen)
      implements CqlType {
    public UserDefined {
      fields = List.copyOf(fields);
    }

    /** One field; its name as the schema holds it, unquoted. */
    public record Field(String name, CqlType type) implements Serializable {}

    @Override
    public String cql() {
      return Frozen.wrap(name, frozen);
    }
  }

  record VectorOf(CqlType element, int dimension) implements CqlType {
    @Override
    public String cql() {
      return "vector<" + element.cql() + ", " + dimension + ">";
    }
  }

  /** A type of a class of its own; its values are bytes to us. */
  record Custom(String className) implements CqlType {
    @Override
    public String cql() {
      return "'" + className + "'";
    }
  }

  /** How CQL writes that a collection or user-defined type is frozen. */
  final class Frozen {
    private Frozen() {}

    static String wrap(String cql, boolean frozen) {
      return frozen ? "frozen<" + cql + ">" : cql;
    }
  }
}
