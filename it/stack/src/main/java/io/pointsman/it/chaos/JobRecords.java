package io.pointsman.it.chaos;

import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.it.S3Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The job records as they lie on the object store, and the drivers that they tell of. */
final class JobRecords implements AutoCloseable {
  private final ObjectStore store;
  private final ControlStore records;

  JobRecords(S3Server s3) throws IOException {
    s3.createBucket(WorkerConfigs.CONTROL_BUCKET);
    this.store =
        ObjectStores.open(
            new StoreSettings(
                s3.endpoint().toString(),
                S3Server.REGION,
                true,
                S3Server.CREDENTIALS_NAME,
                WorkerConfigs.CONTROL_BUCKET),
            s3.environment());
    this.records = new ControlStore(store, WorkerConfigs.CONTROL_PREFIX);
  }

  /** The newest driver of a run's job, when it has said that it has started. */
  Optional<ProcessHandle> driver(String runId, Connector connector) throws IOException {
    List<JobKey> attempts = records.attempts(runId, 1, connector);
    if (attempts.isEmpty()) {
      return Optional.empty();
    }
    return records
        .started(attempts.get(attempts.size() - 1))
        .map(JobProgress::pid)
        .flatMap(ProcessHandle::of)
        .filter(driver -> isOf(driver, runId));
  }

  /** Every driver of a run that lives, whatever the records say. */
  static List<ProcessHandle> living(String runId) {
    List<ProcessHandle> drivers = new ArrayList<>();
    ProcessHandle.allProcesses().filter(each -> isOf(each, runId)).forEach(drivers::add);
    return drivers;
  }

  /** A process id alone may be another process by now; the run's id stands in its arguments. */
  private static boolean isOf(ProcessHandle process, String runId) {
    return process.isAlive()
        && process.info().commandLine().filter(line -> line.contains(runId)).isPresent();
  }

  @Override
  public void close() {
    store.close();
  }
}
