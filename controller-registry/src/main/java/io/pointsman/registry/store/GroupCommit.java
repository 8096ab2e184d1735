package io.pointsman.registry.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes what came in while the disk was busy with one commit in the next one. Each work stands
 * alone: one that fails is rolled back by itself. None is answered before its commit is on disk.
 */
final class GroupCommit implements AutoCloseable {
  /** So many in one transaction: the last of them waits for all the others. */
  private static final int MOST = 64;

  private static final String SAVEPOINT = "work";

  private final Jdbi writer;
  private final BlockingQueue<Work<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::commit, "registry-group-commit");
  private volatile boolean closed;

  GroupCommit(Jdbi writer) {
    this.writer = writer;
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Work<T> {
    private final Function<Handle, T> function;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private T result;
    private Throwable failure;

    Work(Function<Handle, T> function) {
      this.function = function;
    }

    void run(Handle handle) {
      handle.savepoint(SAVEPOINT);
      try {
        result = function.apply(handle);
      } catch (RuntimeException | Error e) {
        failure = e;
        handle.rollbackToSavepoint(SAVEPOINT);
        return;
      }
      handle.releaseSavepoint(SAVEPOINT);
    }

    void committed() {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }
  }

  /** Runs a work and waits until it is on disk; throws what it throws. */
  <T> T run(Function<Handle, T> function) {
    if (closed) {
      throw new IllegalStateException("The registry's database is closed");
    }
    Work<T> work = new Work<>(function);
    waiting.add(work);
    try {
      return work.answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a commit was awaited", e);
    }
  }

  private void commit() {
    List<Work<?>> group = new ArrayList<>();
    while (true) {
      try {
        group.add(waiting.take());
      } catch (InterruptedException e) {
        return;
      }
      try {
        writer.useTransaction(
            handle -> {
              group.get(0).run(handle);
              // More may come in meanwhile: they go along, as long as the first need not wait long.
              Work<?> next;
              while (group.size() < MOST && (next = waiting.poll()) != null) {
                group.add(next);
                next.run(handle);
              }
            });
        group.forEach(Work::committed);
      } catch (RuntimeException | Error e) {
        // Neither is known to be on disk: each is told so.
        group.forEach(work -> work.answer.completeExceptionally(e));
      }
      group.clear();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Work<?> left;
    while ((left = waiting.poll()) != null) {
      left.answer.completeExceptionally(
          new IllegalStateException("The registry's database was closed"));
    }
  }
}
