package io.pointsman.source;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One client a bucket and process: tasks come and go, connections stay. They end with the process.
 */
final class ExecutorStores {
  private static final ConcurrentMap<StoreSettings, ObjectStore> OPEN = new ConcurrentHashMap<>();

  private ExecutorStores() {}

  static ObjectStore of(StoreSettings settings) {
    return OPEN.computeIfAbsent(settings, ObjectStores::open);
  }
}
