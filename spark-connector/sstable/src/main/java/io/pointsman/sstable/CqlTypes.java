package io.pointsman.sstable;

import io.pointsman.backup.CqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.cassandra.cql3.CQL3Type;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.marshal.ListType;
import org.apache.cassandra.db.marshal.MapType;
import org.apache.cassandra.db.marshal.SetType;
import org.apache.cassandra.db.marshal.TupleType;
import org.apache.cassandra.db.marshal.UserType;
import org.apache.cassandra.db.marshal.VectorType;

/** Cassandra's types as Pointsman's, which know no class of Cassandra's. */
final class CqlTypes {
  private CqlTypes() {}

  static CqlType of(AbstractType<?> reversible) {
    AbstractType<?> type = reversible.unwrap();
    boolean frozen = !type.isMultiCell();
    // A UserType is a TupleType, so it comes first.
    if (type instanceof UserType user) {
      return userDefined(user, frozen);
    }
    if (type instanceof TupleType tuple) {
      return new CqlType.TupleOf(tuple.allTypes().stream().map(CqlTypes::of).toList());
    }
    if (type instanceof ListType<?> list) {
      return new CqlType.ListOf(of(list.getElementsType()), frozen);
    }
    if (type instanceof SetType<?> set) {
      return new CqlType.SetOf(of(set.getElementsType()), frozen);
    }
    if (type instanceof MapType<?, ?> map) {
      return new CqlType.MapOf(of(map.getKeysType()), of(map.getValuesType()), frozen);
    }
    if (type instanceof VectorType<?> vector) {
      return new CqlType.VectorOf(of(vector.elementType), vector.dimension);
    }
    return type.asCQL3Type() instanceof CQL3Type.Native simple
        ? simple(simple, type)
        : new CqlType.Custom(type.toString());
  }

  private static CqlType userDefined(UserType user, boolean frozen) {
    List<CqlType.UserDefined.Field> fields = new ArrayList<>();
    for (int i = 0; i < user.size(); i++) {
      fields.add(new CqlType.UserDefined.Field(user.fieldNameAsString(i), of(user.fieldType(i))));
    }
    return new CqlType.UserDefined(user.keyspace, user.getNameAsString(), fields, frozen);
  }

  private static CqlType simple(CQL3Type.Native simple, AbstractType<?> type) {
    return switch (simple) {
      case ASCII -> CqlType.Simple.ASCII;
      case BIGINT -> CqlType.Simple.BIGINT;
      case BLOB -> CqlType.Simple.BLOB;
      case BOOLEAN -> CqlType.Simple.BOOLEAN;
      case COUNTER -> CqlType.Simple.COUNTER;
      case DATE -> CqlType.Simple.DATE;
      case DECIMAL -> CqlType.Simple.DECIMAL;
      case DOUBLE -> CqlType.Simple.DOUBLE;
      case DURATION -> CqlType.Simple.DURATION;
      case FLOAT -> CqlType.Simple.FLOAT;
      case INET -> CqlType.Simple.INET;
      case INT -> CqlType.Simple.INT;
      case SMALLINT -> CqlType.Simple.SMALLINT;
      case TEXT, VARCHAR -> CqlType.Simple.TEXT;
      case TIME -> CqlType.Simple.TIME;
      case TIMESTAMP -> CqlType.Simple.TIMESTAMP;
      case TIMEUUID -> CqlType.Simple.TIMEUUID;
      case TINYINT -> CqlType.Simple.TINYINT;
      case UUID -> CqlType.Simple.UUID;
      case VARINT -> CqlType.Simple.VARINT;
      case EMPTY -> new CqlType.Custom(type.toString());
    };
  }
}
