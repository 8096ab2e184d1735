package io.pointsman.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class GroupCommitTest {
  private static final int WORKS = 200;

  private final AtomicInteger works = new AtomicInteger();
  private final ExecutorService callers = Executors.newFixedThreadPool(WORKS);

  @TempDir private Path directory;
  private Jdbi jdbi;

  @BeforeEach
  void create() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setBusyTimeout(10_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + directory.resolve("one.db"));
    jdbi = Jdbi.create(source);
    jdbi.useHandle(handle -> handle.execute("create table one (n integer primary key)"));
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  @Test
  void whatComesInDuringACommitGoesIntoTheNextOneAndIsThereWhenAnswered() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(WORKS);
    try (GroupCommit group = new GroupCommit(jdbi)) {
      List<Future<Long>> answers = new ArrayList<>();
      answers.add(
          callers.submit(
              () ->
                  group.run(
                      handle -> {
                        first.countDown();
                        await(all);
                        return insert(handle, 0);
                      })));
      first.await();
      for (int i = 1; i < WORKS; i++) {
        int number = i;
        answers.add(
            callers.submit(
                () -> {
                  all.countDown();
                  group.run(handle -> insert(handle, number));
                  return read("select count(*) from one where n = " + number);
                }));
      }
      all.countDown();
      for (Future<Long> answer : answers) {
        assertThat(answer.get()).isEqualTo(1);
      }
    }
    assertThat(read("select count(*) from one")).isEqualTo(WORKS);
    assertThat(works.get()).isEqualTo(WORKS);
  }

  @Test
  void aWorkThatFailsTakesNoOtherWithIt() throws Exception {
    try (GroupCommit group = new GroupCommit(jdbi)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      Future<Long> good =
          callers.submit(
              () ->
                  group.run(
                      handle -> {
                        begun.countDown();
                        await(go);
                        return insert(handle, 1);
                      }));
      begun.await();
      Future<Long> bad =
          callers.submit(
              () ->
                  group.run(
                      handle -> {
                        insert(handle, 2);
                        throw new IllegalArgumentException("not this one");
                      }));
      go.countDown();
      assertThat(good.get()).isEqualTo(1);
      assertThatThrownBy(bad::get)
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("not this one");
    }
    assertThat(read("select n from one")).isEqualTo(1);
    assertThat(read("select count(*) from one")).isEqualTo(1);
  }

  @Test
  void aClosedOneTakesNoMore() {
    GroupCommit group = new GroupCommit(jdbi);
    group.close();
    assertThatThrownBy(() -> group.run(handle -> insert(handle, 1))).hasMessageContaining("closed");
  }

  private long insert(Handle handle, int number) {
    works.incrementAndGet();
    return handle.execute("insert into one values (" + number + ")");
  }

  private long read(String query) {
    return jdbi.withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
