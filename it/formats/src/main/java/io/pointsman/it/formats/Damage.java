package io.pointsman.it.formats;

import java.util.Arrays;
import java.util.Locale;

/** What happened to one file of an SSTable. */
sealed interface Damage {
  /** The file as it is now, or null when it is gone. */
  byte[] of(byte[] whole);

  /** In words, after "after". */
  String words();

  /** One byte is another: these bits of it have turned over. */
  record Flip(int position, int mask) implements Damage {
    @Override
    public byte[] of(byte[] whole) {
      byte[] damaged = whole.clone();
      damaged[position] ^= (byte) mask;
      return damaged;
    }

    @Override
    public String words() {
      return String.format(Locale.ROOT, "bits %02x of byte %d turned over", mask, position);
    }
  }

  /** Only the beginning is there. */
  record Cut(int length) implements Damage {
    @Override
    public byte[] of(byte[] whole) {
      return Arrays.copyOf(whole, length);
    }

    @Override
    public String words() {
      return "a cut to " + length + " bytes";
    }
  }

  /** It is not there at all. */
  record Missing() implements Damage {
    @Override
    public byte[] of(byte[] whole) {
      return null;
    }

    @Override
    public String words() {
      return "its loss";
    }
  }
}
