package io.pointsman.it.chaos;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an HTTP/1.1 message, as it stands on the wire: chunks stay chunks. */
final class HttpBody {
  private HttpBody() {}

  /** Reads what the head announces. */
  static byte[] read(HttpHead head, InputStream in) throws IOException {
    if (head.chunked()) {
      return chunks(in);
    }
    long length = head.contentLength();
    byte[] body = in.readNBytes(Math.toIntExact(length));
    if (body.length < length) {
      throw new EOFException("The connection ended within a body");
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      String size = line(in, all);
      int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
      if (length == 0) {
        // Trailers, up to an empty line.
        while (!line(in, all).isEmpty()) {
          continue;
        }
        return all.toByteArray();
      }
      byte[] chunk = in.readNBytes(length + 2);
      if (chunk.length < length + 2) {
        throw new EOFException("The connection ended within a chunk");
      }
      all.writeBytes(chunk);
    }
  }

  private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
    StringBuilder text = new StringBuilder();
    int last = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The connection ended within a chunk's size");
      }
      copy.write(next);
      if (next == '\n' && last == '\r') {
        return text.substring(0, text.length() - 1);
      }
      text.append((char) next);
      last = next;
    }
  }
}
