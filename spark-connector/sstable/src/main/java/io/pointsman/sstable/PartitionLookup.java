package io.pointsman.sstable;

import io.pointsman.backup.TokenSet;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.dht.Murmur3Partitioner;

/** The Cassandra partitions that a scan wants, in token order. */
final class PartitionLookup {
  private final NavigableSet<DecoratedKey> keys = new TreeSet<>();
  private final Map<Long, DecoratedKey> byToken = new HashMap<>();

  /** Those of the keys whose tokens lie in the request's range. */
  PartitionLookup(List<byte[]> partitionKeys, ScanRequest request) {
    for (byte[] key : partitionKeys) {
      DecoratedKey decorated = Murmur3Partitioner.instance.decorateKey(ByteBuffer.wrap(key));
      long token = token(decorated);
      if (token > request.startExclusive() && token <= request.endInclusive()) {
        keys.add(decorated);
        byToken.put(token, decorated);
      }
    }
  }

  /** One partition. */
  PartitionLookup(DecoratedKey key) {
    keys.add(key);
    byToken.put(token(key), key);
  }

  NavigableSet<DecoratedKey> keys() {
    return keys;
  }

  boolean wants(DecoratedKey key) {
    return keys.contains(key);
  }

  /** Whether any of them is in the set. */
  boolean intersects(TokenSet tokens) {
    return keys.stream().anyMatch(key -> tokens.contains(token(key)));
  }

  /** How many of them there are at each token, in its order. */
  NavigableMap<Long, Integer> tokens() {
    NavigableMap<Long, Integer> tokens = new TreeMap<>();
    keys.forEach(key -> tokens.merge(token(key), 1, Integer::sum));
    return tokens;
  }

  /** The key of a token that only one of them has. */
  DecoratedKey keyOf(long token) {
    return byToken.get(token);
  }

  static long token(DecoratedKey key) {
    return (Long) key.getToken().getTokenValue();
  }
}
