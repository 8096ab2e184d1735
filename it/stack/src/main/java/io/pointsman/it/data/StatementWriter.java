package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Executes prepared statements, a bounded number of them at a time. Write times follow the order of
 * the calls. For use by one thread.
 */
final class StatementWriter {
  private static final int IN_FLIGHT = 256;
  private static final int REPORT_EVERY = 2_000;

  private final CqlSession session;
  private final LongConsumer progress;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final Semaphore permits = new Semaphore(IN_FLIGHT);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private long statements;
  private long rows;

  /**
   * @param session what executes
   * @param progress told now and then how many statements there were
   */
  StatementWriter(CqlSession session, LongConsumer progress) {
    this.session = session;
    this.progress = progress;
  }

  /** Executes a statement that gives a row. */
  void insert(String cql, Object... values) {
    rows++;
    execute(cql, values);
  }

  /** Executes a statement that changes or deletes. */
  void execute(String cql, Object... values) {
    throwFailure();
    PreparedStatement statement = prepared.computeIfAbsent(cql, session::prepare);
    permits.acquireUninterruptibly();
    session
        .executeAsync(statement.bind(values))
        .whenComplete(
            (result, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
              permits.release();
            });
    if (++statements % REPORT_EVERY == 0) {
      progress.accept(statements);
    }
  }

  /** Waits until everything is written. */
  void await() {
    permits.acquireUninterruptibly(IN_FLIGHT);
    permits.release(IN_FLIGHT);
    throwFailure();
  }

  private void throwFailure() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("A write failed: " + cause.getMessage(), cause);
    }
  }

  /** Rows inserted so far, the overwritten ones counted again. */
  long rows() {
    return rows;
  }

  long statements() {
    return statements;
  }

  /** A user-defined type of the schema as it is now. */
  UserDefinedType userDefinedType(String keyspace, String name) {
    return session
        .getMetadata()
        .getKeyspace(keyspace)
        .flatMap(metadata -> metadata.getUserDefinedType(name))
        .orElseThrow(() -> new IllegalStateException("No type " + keyspace + "." + name));
  }

  /** The tuple type of a column. */
  TupleType tupleType(String keyspace, String table, String column) {
    return (TupleType)
        session
            .getMetadata()
            .getKeyspace(keyspace)
            .flatMap(metadata -> metadata.getTable(table))
            .flatMap(metadata -> metadata.getColumn(column))
            .orElseThrow(
                () ->
                    new IllegalStateException("No column " + keyspace + "." + table + "." + column))
            .getType();
  }
}
