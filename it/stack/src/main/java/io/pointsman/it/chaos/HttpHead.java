package io.pointsman.it.chaos;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of an HTTP/1.1 message as it came over the wire: its headers are forwarded byte by byte,
 * since they may be signed.
 *
 * @param lines the first line and the headers, without line ends
 */
record HttpHead(List<String> lines) {
  private static final int LONGEST = 1 << 20;

  HttpHead {
    lines = List.copyOf(lines);
  }

  /** Reads one, or empty when the connection ended before its first byte. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        if (bytes.size() == 0) {
          return Optional.empty();
        }
        throw new EOFException("The connection ended within a head");
      }
      bytes.write(next);
      if (bytes.size() > LONGEST) {
        throw new IOException("A head of more than " + LONGEST + " bytes");
      }
      if (next == (matched % 2 == 0 ? '\r' : '\n')) {
        matched++;
      } else {
        matched = next == '\r' ? 1 : 0;
      }
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(new HttpHead(List.of(text.substring(0, text.length() - 4).split("\r\n"))));
  }

  private String word(int index) {
    return lines.get(0).split(" ", 3)[index];
  }

  /** Of a request. */
  String method() {
    return word(0);
  }

  /** Of a request: path and query. */
  String target() {
    return word(1);
  }

  /** Of an answer. */
  int status() {
    return Integer.parseInt(word(1));
  }

  Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst();
  }

  boolean chunked() {
    return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }

  /** The body's length; 0 when there is no such header, as in a request without a body. */
  long contentLength() {
    return header("Content-Length").map(Long::parseLong).orElse(0L);
  }

  boolean closes() {
    return header("Connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  HttpHead without(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return new HttpHead(
        lines.stream().filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(prefix)).toList());
  }

  byte[] bytes() {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
