package io.pointsman.registry.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * A SQLite file. Reads see one state each and never wait for writers; writes go one after the other
 * through a single connection, and are on disk when they return.
 */
final class SqliteEngine implements Engine {
  private static final int READERS = 4;
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private final HikariDataSource writer;
  private final HikariDataSource reader;
  private final Jdbi write;
  private final Jdbi read;
  private final GroupCommit group;

  private SqliteEngine(HikariDataSource writer, HikariDataSource reader) {
    this.writer = writer;
    this.reader = reader;
    this.write = Jdbi.create(writer);
    this.read = Jdbi.create(reader);
    this.group = new GroupCommit(write);
  }

  static SqliteEngine open(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the directory of the registry's database " + absolute, e);
    }
    HikariDataSource writer =
        pool("writer", 1, source(absolute, SQLiteConfig.TransactionMode.IMMEDIATE));
    try {
      Schema.migrate(writer, Schema.SQLITE);
      return new SqliteEngine(
          writer,
          pool("readers", READERS, source(absolute, SQLiteConfig.TransactionMode.DEFERRED)));
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

  /** There is but one connection that writes, and beginning a transaction on it locks the file. */
  @Override
  public void enterAlone(Handle handle) {}

  @Override
  public void enterBeside(Handle handle, List<Subject> subjects) {}

  @Override
  public void alsoAbout(Handle handle, Subject subject) {}

  /** One after the other, but several in one commit: the disk is what takes its time. */
  @Override
  public <T> T beside(List<Subject> subjects, Function<Handle, T> work) {
    return group.run(work);
  }

  @Override
  public boolean isConflict(SQLException failure) {
    return false;
  }

  @Override
  public boolean isAway(SQLException failure) {
    int code = failure.getErrorCode();
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  @Override
  public void close() {
    group.close();
    reader.close();
    writer.close();
  }

  private static DataSource source(Path file, SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A decision that was answered must survive a power cut: WAL alone does not promise that.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    config.enforceForeignKeys(true);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static HikariDataSource pool(String name, int size, DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("registry-" + name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(BUSY_TIMEOUT.toMillis());
    return new HikariDataSource(config);
  }
}
