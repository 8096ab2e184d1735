package io.pointsman.legacy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pointsman.control.Job;
import io.pointsman.control.JobDriver;
import io.pointsman.control.JobFailure;
import io.pointsman.control.JobMonitor;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobRequest;
import java.lang.reflect.InvocationTargetException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The driver around a legacy engine's own main class, see {@link SparkSubmitSettings}. */
public final class WrappedMain implements Job {
  static final String MAIN_CLASS = "spark-submit.main-class";
  static final String ARGUMENTS = "spark-submit.arguments";
  static final String TAKES_PIN = "spark-submit.takes-pin";
  static final String TAKES_REFERENCE_TIME = "spark-submit.takes-reference-time";

  /** What is not guaranteed of the engine, for its results. */
  static final String NOTES = "spark-submit.notes";

  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final String ROWS = "pointsman.rows";
  private static final String BYTES_READ = "pointsman.bytes-read";
  private static final String SNAPSHOT_ID = "pointsman.snapshot-id";
  private static final String BACKUP_ID = "pointsman.backup-id";
  private static final String REFERENCE_TIME = "pointsman.reference-time";

  /**
   * A driver's entry.
   *
   * @param arguments see {@link io.pointsman.control.JobArguments}
   */
  public static void main(String[] arguments) {
    System.exit(JobDriver.run(arguments, new WrappedMain()));
  }

  @Override
  public Staged run(JobRequest request, JobMonitor monitor) throws Exception {
    Map<String, String> options = request.options();
    String mainClass = options.get(MAIN_CLASS);
    monitor.phase("running " + mainClass);
    if (options.containsKey(NOTES)) {
      WireJson.mapper().readValue(options.get(NOTES), TEXTS).forEach(monitor::note);
    }
    call(mainClass, WireJson.mapper().readValue(options.get(ARGUMENTS), TEXTS));
    return staged(request, monitor);
  }

  private static void call(String mainClass, List<String> arguments) throws Exception {
    try {
      Class.forName(mainClass, true, Thread.currentThread().getContextClassLoader())
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    } catch (ReflectiveOperationException e) {
      throw new JobFailure(
          FailureReason.LEGACY_SUBMIT_FAILED,
          "No class " + mainClass + " with a public static main on the driver's class path",
          e);
    }
  }

  private static Staged staged(JobRequest request, JobMonitor monitor) {
    boolean pinned = Boolean.parseBoolean(request.options().get(TAKES_PIN));
    boolean timed = Boolean.parseBoolean(request.options().get(TAKES_REFERENCE_TIME));
    Long rows = number(ROWS, monitor);
    if (rows == null) {
      monitor.note("The engine did not say how many rows it wrote (" + ROWS + ")");
    }
    Long bytes = number(BYTES_READ, monitor);
    String backupId = System.getProperty(BACKUP_ID);
    if (backupId == null && pinned && request.pin() != null) {
      backupId = request.pin().backupId();
    }
    if (backupId == null) {
      monitor.note("Unpinned: nobody knows which backup was read");
    }
    Instant referenceTime = instant(monitor);
    if (referenceTime == null && timed && request.pin() != null) {
      referenceTime = request.pin().referenceTime();
    }
    return new Staged(
        number(SNAPSHOT_ID, monitor),
        rows == null ? 0 : rows,
        bytes == null ? 0 : bytes,
        backupId,
        referenceTime);
  }

  private static Long number(String property, JobMonitor monitor) {
    String text = System.getProperty(property);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      monitor.note("The engine's " + property + " is not a number");
      return null;
    }
  }

  private static Instant instant(JobMonitor monitor) {
    String text = System.getProperty(REFERENCE_TIME);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      monitor.note("The engine's " + REFERENCE_TIME + " is not an ISO-8601 instant");
      return null;
    }
  }

  @Override
  public FailureReason reasonOf(Throwable failure) {
    return failure instanceof OutOfMemoryError
        ? FailureReason.SPARK_OUT_OF_MEMORY
        : FailureReason.LEGACY_FAILED;
  }
}
