package io.pointsman.registry.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database, shared by any number of registries. Who acts on everything (people, the
 * timer of the ramps) acts alone; decisions, outcomes and proofs go beside each other, unless they
 * are of one run or one destination. Both are locks that the transaction holds until it ends,
 * wherever its registry runs.
 */
final class PostgresEngine implements Engine {
  private static final int WRITERS = 8;
  private static final int READERS = 8;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  /** A registry that hangs in the middle of a transaction must not keep the others waiting. */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(3);

  /** The two keys of an advisory lock; the first tells ours apart by what they are about. */
  private static final int LOCK_OF_ALL = 0x504D0000;

  private static final int LOCK_OF_RUN = 0x504D0001;
  private static final int LOCK_OF_DESTINATION = 0x504D0002;

  // 0x504D0003 keeps numbers in the order of commits, in the schema.
  private static final int LOCK_OF_SHADOWS = 0x504D0004;

  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final Set<String> AWAY =
      Set.of("57P01", "57P02", "57P03", "55P03", "53300", "25P03", "25006");

  private final HikariDataSource writer;
  private final HikariDataSource reader;
  private final Jdbi write;
  private final Jdbi read;

  private PostgresEngine(HikariDataSource writer, HikariDataSource reader) {
    this.writer = writer;
    this.reader = reader;
    this.write = Jdbi.create(writer);
    this.read = Jdbi.create(reader);
  }

  static PostgresEngine open(PostgresDatabase database) {
    HikariConfig writing = config("writers", WRITERS, source(database));
    writing.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    HikariDataSource writer = new HikariDataSource(writing);
    try {
      Schema.migrate(writer, Schema.POSTGRESQL);
      HikariConfig reading = config("readers", READERS, source(database));
      reading.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
      reading.setReadOnly(true);
      return new PostgresEngine(writer, new HikariDataSource(reading));
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  @Override
  public Jdbi writers() {
    return write;
  }

  @Override
  public Jdbi readers() {
    return read;
  }

  @Override
  public void enterAlone(Handle handle) {
    lock(handle, "select pg_advisory_xact_lock(:kind, :key)", LOCK_OF_ALL, 0);
  }

  @Override
  public void enterBeside(Handle handle, List<Subject> subjects) {
    // In one statement, which takes them from left to right: each one costs a way to the database.
    StringBuilder locks = new StringBuilder("select pg_advisory_xact_lock_shared(:all, 0)");
    for (int i = 0; i < subjects.size(); i++) {
      locks
          .append(", pg_advisory_xact_lock(:kind")
          .append(i)
          .append(", :key")
          .append(i)
          .append(')');
    }
    Query query = handle.createQuery(locks.toString()).bind("all", LOCK_OF_ALL);
    for (int i = 0; i < subjects.size(); i++) {
      query.bind("kind" + i, kind(subjects.get(i))).bind("key" + i, key(subjects.get(i).name()));
    }
    query.map((row, context) -> true).one();
  }

  @Override
  public void alsoAbout(Handle handle, Subject subject) {
    lock(handle, "select pg_advisory_xact_lock(:kind, :key)", kind(subject), key(subject.name()));
  }

  private static int kind(Subject subject) {
    return switch (subject.kind()) {
      case RUN -> LOCK_OF_RUN;
      case DESTINATION -> LOCK_OF_DESTINATION;
      case SHADOWS -> LOCK_OF_SHADOWS;
    };
  }

  /** Two names with one key only wait for each other without need. */
  private static int key(String name) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) sum.getValue();
  }

  private static void lock(Handle handle, String statement, int kind, int key) {
    handle
        .createQuery(statement)
        .bind("kind", kind)
        .bind("key", key)
        .map((row, context) -> true)
        .one();
  }

  @Override
  public boolean isConflict(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.equals(SERIALIZATION_FAILURE)
        || state.equals(DEADLOCK)
        || state.equals(UNIQUE_VIOLATION);
  }

  @Override
  public boolean isAway(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08") || AWAY.contains(state);
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }

  private static DataSource source(PostgresDatabase database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setTcpKeepAlive(true);
    source.setApplicationName("pointsman-registry");
    source.setConnectTimeout((int) CONNECTION_TIMEOUT.toSeconds());
    source.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    source.setURL(database.url());
    source.setUser(database.login().user());
    source.setPassword(database.login().password());
    return source;
  }

  private static HikariConfig config(String name, int size, DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("registry-" + name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setConnectionInitSql(
        "set lock_timeout = "
            + LOCK_TIMEOUT.toMillis()
            + "; set idle_in_transaction_session_timeout = "
            + IDLE_TIMEOUT.toMillis());
    return config;
  }
}
