package io.pointsman.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that may not be longer than it may be. */
final class LimitedInput extends FilterInputStream {
  private final String name;
  private final long limit;
  private long given;

  LimitedInput(InputStream stream, String name, long limit) {
    super(stream);
    this.name = name;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int taken = in.read(target, offset, length);
    count(Math.max(0, taken));
    return taken;
  }

  private void count(int bytes) throws IOException {
    given += bytes;
    if (given > limit) {
      throw new IOException(name + " holds more than the " + limit + " bytes that it may");
    }
  }
}
