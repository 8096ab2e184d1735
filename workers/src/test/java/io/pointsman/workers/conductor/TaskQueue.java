package io.pointsman.workers.conductor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Conductor's poll and update calls over HTTP, with one queue of tasks. */
final class TaskQueue implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<String> tasks = new LinkedBlockingQueue<>();
  private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
  private final Map<String, String> early = new ConcurrentHashMap<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger largestRequest = new AtomicInteger();
  private final AtomicInteger largestBatch = new AtomicInteger();

  TaskQueue() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/tasks/poll/batch/some_task", this::poll);
    server.createContext("/api/tasks", this::update);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void offer(String taskId) {
    tasks.add(taskId);
  }

  /** Hands out a task that had asked to be called back later. */
  void offerEarly(String taskId, Instant due, long callbackAfterSeconds) {
    early.put(
        taskId,
        ", \"callbackAfterSeconds\": %d, \"outputData\": {\"lookAgainAt\": \"%s\"}"
            .formatted(callbackAfterSeconds, due));
    tasks.add(taskId);
  }

  int waiting() {
    return tasks.size();
  }

  /** The most tasks that one request asked for. */
  int largestRequest() {
    return largestRequest.get();
  }

  /** The most tasks that one request took. */
  int largestBatch() {
    return largestBatch.get();
  }

  void refuseAnswers(int times) {
    refusals.set(times);
  }

  JsonNode answer(String taskId) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    synchronized (answers) {
      while (!answers.containsKey(taskId) && System.nanoTime() < until) {
        answers.wait(100);
      }
    }
    return answers.get(taskId);
  }

  private void poll(HttpExchange exchange) throws IOException {
    try {
      String query = exchange.getRequestURI().getQuery();
      int count = Integer.parseInt(query.replaceAll(".*count=([0-9]+).*", "$1"));
      largestRequest.accumulateAndGet(count, Math::max);
      List<String> taken = new ArrayList<>();
      String first = tasks.poll(50, TimeUnit.MILLISECONDS);
      if (first != null) {
        taken.add(first);
        tasks.drainTo(taken, count - 1);
      }
      largestBatch.accumulateAndGet(taken.size(), Math::max);
      respond(
          exchange,
          200,
          taken.stream()
              .map(
                  task ->
                      "{\"taskId\": \"%s\", \"workflowInstanceId\": \"w\", \"taskType\": \"some_task\"%s}"
                          .formatted(task, early.getOrDefault(task, "")))
              .collect(Collectors.joining(",", "[", "]")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void update(HttpExchange exchange) throws IOException {
    JsonNode answer = JSON.readTree(exchange.getRequestBody());
    if (refusals.getAndDecrement() > 0) {
      respond(exchange, 503, "");
      return;
    }
    synchronized (answers) {
      answers.put(answer.path("taskId").asText(), answer);
      answers.notifyAll();
    }
    respond(exchange, 200, answer.path("taskId").asText());
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
