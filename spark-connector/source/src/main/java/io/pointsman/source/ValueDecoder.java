package io.pointsman.source;

import java.io.Serializable;
import java.nio.ByteBuffer;

/** Turns a value in Cassandra's native serialization into Spark's internal form. */
@FunctionalInterface
interface ValueDecoder extends Serializable {

  /**
   * Decodes the buffer's remaining bytes, whose position may be moved; what is returned shares no
   * bytes with it.
   *
   * @return Spark's internal value, or null: for an empty value of a type that has no empty one,
   *     too
   * @throws IllegalArgumentException when the bytes are no value of the type, saying why
   */
  Object decode(ByteBuffer value);
}
