package io.pointsman.it.workflow;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * A JDBC catalog that loses the answers of publishes, does not answer, or holds a publish up, as
 * the test says. A publish is what moves main.
 */
public final class HookedCatalog extends JdbcCatalog {
  private static final AtomicInteger ANSWERS_TO_LOSE = new AtomicInteger();
  private static final AtomicInteger HELD = new AtomicInteger();
  private static volatile boolean blindAfterwards;
  private static volatile boolean blind;
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  /** The next publish lands, and its answer is lost. */
  static void loseAnAnswer() {
    ANSWERS_TO_LOSE.set(1);
  }

  /** The next publish lands, its answer is lost, and nothing answers until {@link #heal}. */
  static void loseAnAnswerAndBreak() {
    blindAfterwards = true;
    ANSWERS_TO_LOSE.set(1);
  }

  /** Publishes wait until the latch is open. */
  static void hold(CountDownLatch until) {
    HELD.set(0);
    gate = until;
  }

  /** How many publishes have waited since {@link #hold}. */
  static int held() {
    return HELD.get();
  }

  /** The catalog answers, as others do. */
  static void heal() {
    ANSWERS_TO_LOSE.set(0);
    blindAfterwards = false;
    blind = false;
    gate.countDown();
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier table) {
    return new Hooked(super.newTableOps(table));
  }

  private static void checkThere() {
    if (blind) {
      throw new ServiceUnavailableException("The catalog does not answer");
    }
  }

  private record Hooked(TableOperations operations) implements TableOperations {
    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      checkThere();
      boolean publish = base != null && main(base) != main(metadata);
      if (publish) {
        HELD.incrementAndGet();
        await(gate);
      }
      operations.commit(base, metadata);
      if (publish && ANSWERS_TO_LOSE.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        blind = blindAfterwards;
        throw new CommitStateUnknownException(new IllegalStateException("The answer is lost"));
      }
    }

    private static long main(TableMetadata metadata) {
      SnapshotRef main = metadata.ref(SnapshotRef.MAIN_BRANCH);
      return main == null ? -1 : main.snapshotId();
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("The worker was ended", e);
      }
    }

    @Override
    public TableMetadata current() {
      checkThere();
      return operations.current();
    }

    @Override
    public TableMetadata refresh() {
      checkThere();
      return operations.refresh();
    }

    @Override
    public FileIO io() {
      return operations.io();
    }

    @Override
    public EncryptionManager encryption() {
      return operations.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return operations.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return operations.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
      return operations.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
      return operations.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
      return operations.requireStrictCleanup();
    }
  }
}
