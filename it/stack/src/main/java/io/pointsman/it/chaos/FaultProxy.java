package io.pointsman.it.chaos;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 proxy in front of one server, which commits the faults that are armed. Heads are
 * forwarded byte by byte, since S3's requests are signed with the address that the client knows; a
 * body is read whole before anything of it is passed on, so that a fault strikes all of it or none.
 */
final class FaultProxy implements AutoCloseable {
  private static final byte[] GO_ON =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final int CONNECT_MILLIS = 5_000;

  private final URI server;
  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "fault-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();

  private FaultProxy(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
  }

  /** Starts one on a free port of the loopback interface. */
  static FaultProxy before(URI server) throws IOException {
    FaultProxy proxy = new FaultProxy(server);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Where its clients find it. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Commits a fault on the next matching requests, at most so many. */
  ArmedFault arm(RequestMatch match, Fault fault, int atMost) {
    return add(new ArmedFault(match, fault, 1, atMost));
  }

  /** Commits a fault on every n-th matching request until it is disarmed. */
  ArmedFault armEvery(int every, RequestMatch match, Fault fault) {
    return add(new ArmedFault(match, fault, every, Integer.MAX_VALUE));
  }

  private ArmedFault add(ArmedFault one) {
    armed.add(one);
    return one;
  }

  /** Holds the next matching request. */
  Gate hold(RequestMatch match) {
    Gate gate = new Gate();
    arm(match, new Fault.Held(gate), 1);
    return gate;
  }

  /** From now on everything is forwarded as it comes. */
  void disarm() {
    armed.forEach(ArmedFault::disarm);
    armed.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      try (Upstream upstream = new Upstream()) {
        boolean goesOn = true;
        while (goesOn) {
          Optional<HttpHead> head = HttpHead.read(in);
          goesOn = head.isPresent() && exchange(head.get(), in, out, upstream);
        }
      }
    } catch (IOException e) {
      // One of the two ends has gone away; the other sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** One request and its answer; false when the connection ends after it. */
  private boolean exchange(HttpHead request, InputStream in, OutputStream out, Upstream upstream)
      throws IOException, InterruptedException {
    if (request.header("Expect").isPresent()) {
      out.write(GO_ON);
      out.flush();
    }
    byte[] body = HttpBody.read(request, in);
    Fault fault = faultFor(request).orElse(null);
    if (fault instanceof Fault.Refused) {
      return false;
    }
    if (fault instanceof Fault.Late late) {
      TimeUnit.NANOSECONDS.sleep(late.by().toNanos());
    }
    if (fault instanceof Fault.Held held) {
      held.gate().pass();
    }
    if (fault instanceof Fault.Answered answered) {
      answer(answered, request.method().equals("HEAD"), out);
      return true;
    }
    Answer answer = upstream.ask(request.without("Expect"), body);
    if (fault instanceof Fault.AnswerLost
        || (fault instanceof Fault.Held held && held.gate().losesAnswer())) {
      return false;
    }
    return pass(answer, fault, out) && !request.closes() && !answer.head().closes();
  }

  private Optional<Fault> faultFor(HttpHead request) {
    return armed.stream()
        .map(one -> one.strike(request.method(), request.target()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void answer(Fault.Answered answered, boolean headOnly, OutputStream out)
      throws IOException {
    byte[] body = answered.body().getBytes(StandardCharsets.UTF_8);
    out.write(
        ("HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n"
                .formatted(answered.status(), answered.reason(), body.length))
            .getBytes(StandardCharsets.ISO_8859_1));
    if (!headOnly) {
      out.write(body);
    }
    out.flush();
  }

  /** Passes an answer on; false when it was cut. */
  private static boolean pass(Answer answer, Fault fault, OutputStream out) throws IOException {
    byte[] body = answer.body();
    boolean cut = fault instanceof Fault.BodyCutShort && body.length > 0;
    if (fault instanceof Fault.ByteFlipped && body.length > 0) {
      body[body.length / 2] ^= 0x10;
    }
    out.write(answer.head().bytes());
    out.write(body, 0, cut ? body.length / 2 : body.length);
    out.flush();
    return !cut;
  }

  private record Answer(HttpHead head, byte[] body) {}

  /** The server's end of one client's connection, opened when it is needed. */
  private final class Upstream implements AutoCloseable {
    private Socket socket;
    private InputStream in;

    Answer ask(HttpHead request, byte[] body) throws IOException {
      boolean fresh = connect();
      try {
        return askOnce(request, body);
      } catch (IOException e) {
        close();
        if (fresh) {
          throw e;
        }
        // The server had ended an idle connection.
        connect();
        return askOnce(request, body);
      }
    }

    private Answer askOnce(HttpHead request, byte[] body) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(request.bytes());
      out.write(body);
      out.flush();
      HttpHead head;
      do {
        head =
            HttpHead.read(in).orElseThrow(() -> new IOException(server + " ended the connection"));
      } while (head.status() / 100 == 1);
      boolean empty =
          request.method().equals("HEAD") || head.status() == 204 || head.status() == 304;
      Answer answer = new Answer(head, empty ? new byte[0] : HttpBody.read(head, in));
      if (head.closes()) {
        close();
      }
      return answer;
    }

    private boolean connect() throws IOException {
      if (socket != null) {
        return false;
      }
      Socket fresh = new Socket();
      fresh.setTcpNoDelay(true);
      fresh.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
      open.add(fresh);
      socket = fresh;
      in = new BufferedInputStream(fresh.getInputStream());
      return true;
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        open.remove(socket);
        socket.close();
        socket = null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    disarm();
    listener.close();
    threads.shutdownNow();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
