package io.pointsman.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * Receives OTLP over HTTP and reads the protocol buffers themselves: what is sent is what any
 * receiver would see. Field numbers are those of opentelemetry/proto/trace/v1/trace.proto.
 */
public final class SpanReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  /**
   * A span as it came.
   *
   * @param traceId hexadecimal
   * @param spanId hexadecimal
   * @param parentId hexadecimal, empty for a root
   * @param begunNanos since 1970
   * @param endedNanos since 1970
   * @param failed whether its status is an error
   */
  public record Received(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long begunNanos,
      long endedNanos,
      Map<String, String> attributes,
      boolean failed) {}

  private SpanReceiver(HttpServer server) {
    this.server = server;
  }

  public static SpanReceiver start() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    SpanReceiver receiver = new SpanReceiver(server);
    server.createContext("/v1/traces", receiver::receive);
    server.start();
    return receiver;
  }

  /** What the environment of whoever sends here says. */
  public Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Received> spans() {
    return List.copyOf(spans);
  }

  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
          body = plain.readAllBytes();
        }
      }
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      // resource_spans 1, scope_spans 2, spans 2
      parts(
          body,
          1,
          resource -> parts(resource, 2, scope -> parts(scope, 2, span -> spans.add(span(span)))));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private interface Part {
    void read(byte[] bytes);
  }

  private static void parts(byte[] message, int wanted, Part part) {
    fields(
        message,
        (number, value) -> {
          if (number == wanted) {
            part.read(value);
          }
        });
  }

  private static Received span(byte[] message) {
    Map<Integer, byte[]> found = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    List<Boolean> failed = new ArrayList<>();
    fields(
        message,
        (number, value) -> {
          found.put(number, value);
          if (number == 9) {
            Map<Integer, byte[]> attribute = new TreeMap<>();
            fields(value, attribute::put);
            Map<Integer, byte[]> text = new TreeMap<>();
            fields(attribute.get(2), text::put);
            attributes.put(text(attribute.get(1)), text(text.get(1)));
          } else if (number == 15) {
            fields(value, (field, code) -> failed.add(field == 3 && number(code) == 2));
          }
        });
    return new Received(
        HexFormat.of().formatHex(found.get(1)),
        HexFormat.of().formatHex(found.get(2)),
        HexFormat.of().formatHex(found.getOrDefault(4, new byte[0])),
        text(found.get(5)),
        number(found.get(7)),
        number(found.get(8)),
        attributes,
        failed.contains(true));
  }

  private static String text(byte[] value) {
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  private static long number(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Each field with its bytes; numbers as eight of them, little-endian. */
  private static void fields(byte[] message, BiConsumer<Integer, byte[]> field) {
    ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      long tag = variable(bytes);
      byte[] value =
          switch ((int) (tag & 7)) {
            case 0 -> eight(variable(bytes));
            case 1 -> eight(bytes.getLong());
            case 2 -> {
              byte[] part = new byte[(int) variable(bytes)];
              bytes.get(part);
              yield part;
            }
            case 5 -> eight(bytes.getInt());
            default -> throw new IllegalArgumentException("no protocol buffer");
          };
      field.accept((int) (tag >>> 3), value);
    }
  }

  private static byte[] eight(long number) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  private static long variable(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
