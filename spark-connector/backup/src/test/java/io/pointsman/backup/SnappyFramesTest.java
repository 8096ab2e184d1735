package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4BlockOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyFramesTest {
  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    Arrays.fill(content, 0, length / 2, (byte) 7);
    return content;
  }

  private static byte[] decoded(byte[] framed) throws IOException {
    return decoded(framed, Long.MAX_VALUE);
  }

  private static byte[] decoded(byte[] framed, long limit) throws IOException {
    return new SnappyFrames(new ByteArrayInputStream(framed), "s3://b/object", limit)
        .readAllBytes();
  }

  /** A stream's header and one block that claims so many bytes and holds these. */
  private static byte[] block(int claimedLength, byte... content) throws IOException {
    byte[] header = Arrays.copyOf(PriamFixture.framed(new byte[0]), 16);
    return ByteBuffer.allocate(header.length + 4 + content.length)
        .put(header)
        .putInt(claimedLength)
        .put(content)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32_767, 32_768, 32_769, 5_000_000})
  void whatSnappyJavaWroteIsRead(int length) throws IOException {
    assertThat(decoded(PriamFixture.framed(content(length)))).isEqualTo(content(length));
  }

  @Test
  void aStreamThatWasAppendedToIsReadOn() throws IOException {
    byte[] one = PriamFixture.framed(content(100));
    byte[] both = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, both, one.length, one.length);

    assertThat(decoded(both)).hasSize(200);
  }

  @Test
  void everyCutOffStreamIsRefusedOrEndsAtABlock() throws IOException {
    byte[] framed = PriamFixture.framed(content(100_000));
    int whole = 0;
    for (int length = 0; length < framed.length; length += 997) {
      byte[] cut = Arrays.copyOf(framed, length);
      try {
        assertThat(decoded(cut).length % 32_768).isZero();
        whole++;
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("s3://b/object");
      }
    }
    assertThat(whole).isLessThanOrEqualTo(4);
  }

  @Test
  void aBlockThatClaimsMoreThanItCanHoldIsRefusedBeforeMemoryIsTaken() {
    byte[] twoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0};

    assertThatThrownBy(() -> decoded(block(twoGigabytes.length, twoGigabytes)))
        .hasMessageContaining("a block of 6 bytes claims to hold");
    assertThatThrownBy(() -> decoded(block(Integer.MAX_VALUE)))
        .hasMessageContaining("a block claims 2147483647 bytes");
    assertThatThrownBy(() -> decoded(block(-5)))
        .hasMessageContaining("a block claims 4294967291 bytes");
  }

  @Test
  void moreThanTheManifestSaysIsRefused() throws IOException {
    byte[] framed = PriamFixture.framed(new byte[10_000_000]);

    assertThatThrownBy(() -> decoded(framed, 1_000))
        .hasMessage(
            "s3://b/object is no Snappy stream: it holds more than the 1000 bytes that it may");
  }

  @Test
  void whatIsNoSuchStreamIsRefused() {
    assertThatThrownBy(() -> decoded("hello".getBytes()))
        .hasMessageContaining("does not begin as snappy-java's streams do");
    assertThatThrownBy(() -> decoded(block(3, (byte) 60, (byte) -1, (byte) -1)))
        .hasMessageContaining("is no Snappy stream");
  }

  @Test
  void lz4StreamsAreReadWithinTheirLimitToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (LZ4BlockOutputStream framed = new LZ4BlockOutputStream(bytes)) {
      framed.write(content(200_000));
    }

    assertThat(
            Codec.LZ4
                .decode(new ByteArrayInputStream(bytes.toByteArray()), "s3://b/o", 200_000)
                .readAllBytes())
        .isEqualTo(content(200_000));
    assertThatThrownBy(
            () ->
                Codec.LZ4
                    .decode(new ByteArrayInputStream(bytes.toByteArray()), "s3://b/o", 199_999)
                    .readAllBytes())
        .hasMessage("s3://b/o holds more than the 199999 bytes that it may");
  }
}
