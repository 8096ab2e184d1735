package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BucketTest {

  @Test
  void bucketsAreThoseOfMurmur3OverUtf8() {
    assertThat(Bucket.ofMovement("pointsman", "members/profiles/by_id -> lake.members.profiles"))
        .isEqualTo(reference("pointsman:members/profiles/by_id -> lake.members.profiles"));
    assertThat(Bucket.ofMovement("sälz", "x")).isEqualTo(reference("sälz:x"));
    assertThat(Bucket.ofShadow("pointsman", "x", "run-1"))
        .isEqualTo(reference("pointsman:shadow:x:run-1"));
  }

  @Test
  void theHashIsMurmur3X86With32Bits() {
    // Published test vectors of MurmurHash3_x86_32 with seed 0.
    assertThat(murmur3("")).isEqualTo(0);
    assertThat(murmur3("test")).isEqualTo(0xba6bd213);
    assertThat(murmur3("Hello, world!")).isEqualTo(0xc0363e43);
  }

  private static int reference(String key) {
    return (int) ((murmur3(key) & 0xffffffffL) * 10_000 / (1L << 32));
  }

  /** Written from the algorithm's description, beside the library that production uses. */
  private static int murmur3(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    int hash = 0;
    int at = 0;
    for (; at + 4 <= data.length; at += 4) {
      int block =
          (data[at] & 0xff)
              | (data[at + 1] & 0xff) << 8
              | (data[at + 2] & 0xff) << 16
              | (data[at + 3] & 0xff) << 24;
      hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = data.length - 1; i >= at; i--) {
      tail = tail << 8 | (data[i] & 0xff);
    }
    hash ^= mixed(tail);
    hash ^= data.length;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private static int mixed(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
