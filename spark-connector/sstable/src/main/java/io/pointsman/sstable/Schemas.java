package io.pointsman.sstable;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.cassandra.schema.TableMetadata;

/** The tables parsed last: every split of a job asks for the same one. */
final class Schemas {
  private static final int REMEMBERED = 8;

  private record Key(String schemaCql, String keyspace, String table) {}

  private static final Map<Key, TableMetadata> LAST =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TableMetadata> eldest) {
          return size() > REMEMBERED;
        }
      };

  private Schemas() {}

  static TableMetadata of(ScanRequest request) {
    CassandraRuntime.startReading();
    Key key = new Key(request.schemaCql(), request.keyspace(), request.table());
    synchronized (LAST) {
      return LAST.computeIfAbsent(
          key, k -> CqlSchema.metadata(k.schemaCql(), k.keyspace(), k.table()));
    }
  }
}
