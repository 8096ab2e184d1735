package io.pointsman.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lists many prefixes at once: where every SSTable has a prefix of its own, one by one is slow. */
final class Listings {
  private static final int AT_ONCE = 16;

  private Listings() {}

  /** The name of a folder, which ends with a slash, within its parent, which does so too. */
  static String folderName(String folder, String parent) {
    return folder.substring(parent.length(), folder.length() - 1);
  }

  /** Sizes by key of all that lies below the prefixes. */
  static Map<String, Long> sizes(ObjectStore store, Collection<String> prefixes)
      throws IOException {
    Map<String, Long> sizes = new ConcurrentHashMap<>();
    if (prefixes.size() <= 1) {
      for (String prefix : prefixes) {
        store.list(prefix, object -> sizes.put(object.key(), object.size()));
      }
      return sizes;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, prefixes.size()),
            task -> {
              Thread thread = new Thread(task, "pointsman-listing");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> listings = new ArrayList<>();
      for (String prefix : prefixes) {
        listings.add(
            threads.submit(
                () -> {
                  store.list(prefix, object -> sizes.put(object.key(), object.size()));
                  return null;
                }));
      }
      for (Future<?> listing : listings) {
        await(listing);
      }
      return sizes;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(Future<?> listing) throws IOException {
    try {
      listing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while listing");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
