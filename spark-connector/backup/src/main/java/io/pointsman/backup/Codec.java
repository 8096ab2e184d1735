package io.pointsman.backup;

import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4BlockInputStream;

/** What a backup tool did to a whole file before it uploaded it. */
public enum Codec {
  /** Nothing: ranges of the object are ranges of the file. */
  NONE,
  /** The framing of snappy-java's {@code SnappyOutputStream}: only read from the beginning. */
  SNAPPY,
  /** The framing of lz4-java's {@code LZ4BlockOutputStream}: only read from the beginning. */
  LZ4;

  /**
   * The file in an object; what claims to be larger than it can be is refused before memory is
   * taken for it.
   *
   * @param stored the object, closed with what is returned
   * @param name of the object, for messages
   * @param limit bytes that may come out of it
   */
  public InputStream decode(InputStream stored, String name, long limit) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case SNAPPY -> new SnappyFrames(stored, name, limit);
      // Its blocks are at most 32 MiB, which its header checks.
      case LZ4 -> new LimitedInput(new LZ4BlockInputStream(stored), name, limit);
    };
  }
}
