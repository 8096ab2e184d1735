package io.pointsman.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What Pointsman relies on, shown on the server that stands in for S3. */
@ExtendWith(SharedParts.class)
class S3ServerIT {
  private static final String BUCKET = "contract";

  private static S3Client client;
  private static URI endpoint;

  @BeforeAll
  static void open(S3Server server) throws Exception {
    server.createBucket(BUCKET);
    endpoint = server.endpoint();
    client = client(server.identity(), server.secret());
  }

  private static S3Client client(String identity, String secret) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.of(S3Server.REGION))
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(identity, secret)))
        .build();
  }

  @Test
  void rangesAreServedToTheByte() {
    byte[] content = new byte[100_000];
    new Random(7).nextBytes(content);
    client.putObject(b -> b.bucket(BUCKET).key("ranges"), RequestBody.fromBytes(content));
    byte[] part =
        client
            .getObjectAsBytes(b -> b.bucket(BUCKET).key("ranges").range("bytes=777-50000"))
            .asByteArray();
    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(content, 777, 50_001));
  }

  @Test
  void listingsOfMoreThanAThousandKeysComeInPagesAndInKeyOrder() {
    IntStream.range(0, 1_050)
        .parallel()
        .forEach(
            i ->
                client.putObject(
                    b -> b.bucket(BUCKET).key("paged/%05d".formatted(i)), RequestBody.empty()));
    List<String> keys =
        client.listObjectsV2Paginator(b -> b.bucket(BUCKET).prefix("paged/")).contents().stream()
            .map(S3Object::key)
            .toList();
    assertThat(keys).hasSize(1_050).isSorted().doesNotHaveDuplicates();
    assertThat(client.listObjectsV2(b -> b.bucket(BUCKET).prefix("paged/")).isTruncated()).isTrue();
  }

  @Test
  void ofManyConditionalPutsExactlyOneWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 10; round++) {
        String key = "once/" + round;
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
          String content = "writer " + writer;
          writers.add(() -> putIfAbsent(key, content));
        }
        int winners = 0;
        for (Future<Boolean> won : threads.invokeAll(writers)) {
          winners += won.get() ? 1 : 0;
        }
        assertThat(winners).as(key).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean putIfAbsent(String key, String content) {
    try {
      client.putObject(
          b -> b.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString(content));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isIn(409, 412);
      return false;
    }
  }

  @Test
  void anUploadInPartsIsOneObject(@TempDir Path dir) throws Exception {
    byte[] part = new byte[5 << 20];
    new Random(9).nextBytes(part);
    String id = client.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int number = 1; number <= 2; number++) {
      int partNumber = number;
      String etag =
          client
              .uploadPart(
                  b -> b.bucket(BUCKET).key("parts").uploadId(id).partNumber(partNumber),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(partNumber).eTag(etag).build());
      whole.write(part);
    }
    client.completeMultipartUpload(
        b -> b.bucket(BUCKET).key("parts").uploadId(id).multipartUpload(m -> m.parts(parts)));
    Path copy = dir.resolve("copy");
    client.getObject(b -> b.bucket(BUCKET).key("parts"), copy);
    assertThat(Files.readAllBytes(copy)).isEqualTo(whole.toByteArray());
  }

  @Test
  void aWrongSecretIsRefused(S3Server server) {
    try (S3Client other = client(server.identity(), "wrong")) {
      assertThatThrownBy(
              () ->
                  other.putObject(
                      b -> b.bucket(BUCKET).key("forbidden"), RequestBody.fromString("x", UTF_8)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }
}
