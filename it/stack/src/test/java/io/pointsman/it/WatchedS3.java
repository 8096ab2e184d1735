package io.pointsman.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Stands before an S3 server for those who only read, and tells of each request before it is passed
 * on. One request a connection: signatures hold, since nothing that is signed is changed.
 */
final class WatchedS3 implements AutoCloseable {
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final URI behind;
  private final Consumer<String> seen;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * Starts.
   *
   * @param behind the S3 server
   * @param seen is told each request's first line
   */
  WatchedS3(URI behind, Consumer<String> seen) throws IOException {
    this.behind = behind;
    this.seen = seen;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> pass(client));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket upstream = new Socket(behind.getHost(), behind.getPort())) {
      byte[] head = head(client.getInputStream());
      if (head.length == 0) {
        return;
      }
      String text = new String(head, StandardCharsets.ISO_8859_1);
      seen.accept(text.substring(0, text.indexOf('\r')));
      OutputStream to = upstream.getOutputStream();
      to.write(head, 0, head.length - 2);
      to.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      to.flush();
      upstream.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One of both has gone away; the other is told by the end of its connection.
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END.length) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
      matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
    }
    return head.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
