package io.pointsman.registry.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The registry's SQLite file. Reads see one state each and never wait for writers; writes go one
 * after the other through a single connection, and are on disk when they return.
 */
public final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final int WRITE_ATTEMPTS = 10;
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final Jdbi write;
  private final Jdbi read;

  private Database(HikariDataSource writer, HikariDataSource readers) {
    this.writer = writer;
    this.readers = readers;
    this.write = Jdbi.create(writer);
    this.read = Jdbi.create(readers);
  }

  /**
   * Opens the file, creates it and its directory when it is not there, and brings its schema up to
   * date.
   */
  public static Database open(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the directory of the registry's database " + absolute, e);
    }
    HikariDataSource writer =
        pool("writer", 1, sqlite(absolute, SQLiteConfig.TransactionMode.IMMEDIATE));
    try {
      Flyway.configure()
          .dataSource(writer)
          .locations("classpath:io/pointsman/registry/store/sqlite")
          .load()
          .migrate();
      return new Database(
          writer,
          pool("readers", READERS, sqlite(absolute, SQLiteConfig.TransactionMode.DEFERRED)));
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Runs one transaction that may write; what it throws rolls it back. When somebody else changed
   * what it acts on, it is run again, so it must do nothing but read and write through its handle.
   */
  public <T> T write(Function<Handle, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return write.inTransaction(work::apply);
      } catch (StandingChangedException e) {
        if (attempt == WRITE_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Runs one transaction that only reads, on one state of the database. */
  public <T> T read(Function<Handle, T> work) {
    return read.inTransaction(work::apply);
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }

  private static DataSource sqlite(Path file, SQLiteConfig.TransactionMode mode) {
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
