package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.schema.CompressionParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SSTables read over S3's protocol on a bad day: the same rows, or a refusal; never other rows. */
class BadPeerTest {
  private static final long NOW = 1_700_000_000;
  private static final int PARTITIONS = 300;
  private static final int DAYS = 12;

  /** What happens to an answer. */
  private enum Fault {
    SLOW_DOWN,
    CUT_SHORT,
    SLOW,
    FLIPPED_BYTE
  }

  private final MemoryObjectStore content = new MemoryObjectStore();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger faults = new AtomicInteger();
  @TempDir private Path directory;
  private HttpServer server;
  private ObjectStore store;
  private volatile Fault fault;
  private volatile Random random = new Random(1);

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    store =
        ObjectStores.open(
            new StoreSettings(
                "http://127.0.0.1:" + server.getAddress().getPort(), null, true, "bad", "memory"),
            Map.of(
                "POINTSMAN_CREDENTIALS_BAD_ACCESS_KEY_ID", "id",
                "POINTSMAN_CREDENTIALS_BAD_SECRET_ACCESS_KEY", "hidden"));
  }

  @AfterEach
  void stop() {
    store.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({"nb,none", "da,lz4"})
  void whatPassesIsWaitedFor(String version, String compression) throws IOException {
    WrittenTable table = written(version, compression);
    List<String> rows = rows(table);
    assertThat(rows).hasSize(2 * PARTITIONS);
    for (Fault passing : List.of(Fault.SLOW_DOWN, Fault.CUT_SHORT, Fault.SLOW)) {
      fault = passing;
      for (int day = 0; day < 2; day++) {
        assertThat(rows(table)).as(passing.name()).isEqualTo(rows);
      }
    }
    assertThat(faults).hasValueGreaterThan(4);
  }

  @ParameterizedTest
  @CsvSource({"nb,lz4", "nb,none", "da,lz4", "da,none"})
  void aFlippedByteIsSeen(String version, String compression) throws IOException {
    WrittenTable table = written(version, compression);
    List<String> rows = rows(table);
    fault = Fault.FLIPPED_BYTE;
    int refused = 0;
    for (int day = 0; day < DAYS; day++) {
      random = new Random(day);
      try {
        assertThat(rows(table)).as("day " + day).isEqualTo(rows);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("s3://memory/backups/node1/");
        refused++;
      }
    }
    // Not one a day: what is refused before it is used up makes no further requests.
    assertThat(faults).hasValueGreaterThan(DAYS / 2);
    if (compression.equals("lz4")) {
      assertThat(refused).as("chunks that do not hold are refused").isPositive();
    }
  }

  private WrittenTable written(String version, String compression) throws IOException {
    WrittenTable table =
        new WrittenTable(
                directory,
                content,
                "CREATE TABLE ks.t (k int, c int, v text, PRIMARY KEY (k, c));",
                "t")
            .version(version)
            .compression(
                compression.equals("lz4")
                    ? CompressionParams.lz4(4096)
                    : CompressionParams.noCompression());
    PartitionUpdate[] partitions = new PartitionUpdate[PARTITIONS];
    for (int k = 0; k < PARTITIONS; k++) {
      var partition = table.partition(k).timestamp(10);
      partition.row(1).add("v", "value of " + k);
      partition.row(2).add("v", "another value of " + k);
      partitions[k] = partition.build();
    }
    table.write("node1", partitions);
    return table;
  }

  private List<String> rows(WrittenTable table) throws IOException {
    ScanRequest request = table.request(NOW);
    try (RowCursor cursor = TableScan.open(store, request, ReadSettings.defaults())) {
      return new RowTexts(table.metadata(), request.columns()).all(cursor);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestURI().getPath().substring("/memory/".length());
      byte[] whole = content.readAll(key, 1 << 24);
      String[] range =
          exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length()).split("-");
      int from = Integer.parseInt(range[0]);
      int to = Math.min(Integer.parseInt(range[1]) + 1, whole.length);
      byte[] body = Arrays.copyOfRange(whole, from, to);
      Fault now = spoilt() ? fault : null;
      if (now == Fault.SLOW_DOWN) {
        send(
            exchange,
            503,
            "<Error><Code>SlowDown</Code></Error>".getBytes(StandardCharsets.UTF_8),
            Integer.MAX_VALUE);
        return;
      }
      if (now == Fault.SLOW) {
        pause();
      }
      if (now == Fault.FLIPPED_BYTE) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + whole.length);
      send(exchange, 206, body, now == Fault.CUT_SHORT ? body.length / 2 : Integer.MAX_VALUE);
    }
  }

  private synchronized boolean spoilt() {
    if (fault == null || random.nextInt(3) > 0) {
      return false;
    }
    faults.incrementAndGet();
    return true;
  }

  private static void send(HttpExchange exchange, int status, byte[] body, int most)
      throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body, 0, Math.min(body.length, most));
      out.flush();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(40);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
