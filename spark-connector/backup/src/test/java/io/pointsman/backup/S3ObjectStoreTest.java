package io.pointsman.backup;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a store may answer on a bad day, told by a peer that does it on demand. */
class S3ObjectStoreTest {
  private static final String KEY = "/bucket/a/b";
  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension
  private static final WireMockExtension PEER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "POINTSMAN_CREDENTIALS_TEST_ACCESS_KEY_ID", "id",
          "POINTSMAN_CREDENTIALS_TEST_SECRET_ACCESS_KEY", "hidden");

  private ObjectStore store;

  @BeforeEach
  void open() {
    store = ObjectStores.open(settings(), ENVIRONMENT);
  }

  private static StoreSettings settings() {
    return new StoreSettings(PEER.baseUrl(), null, true, "test", "bucket");
  }

  /** One that does not wait as long as usual for a slow peer. */
  private static ObjectStore impatient() {
    return ObjectStores.open(
        settings(),
        ENVIRONMENT,
        new StoreTimeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(700),
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            1 << 20,
            Duration.ofMillis(5)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ResponseDefinitionBuilder part(int from, int to) {
    return aResponse()
        .withStatus(206)
        .withHeader("Content-Range", "bytes " + from + "-" + to + "/10")
        .withBody(new String(CONTENT, StandardCharsets.UTF_8).substring(from, to + 1));
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return aResponse()
        .withStatus(status)
        .withBody("<Error><Code>" + code + "</Code><Message>not now</Message></Error>");
  }

  /** Answers in turn; the last one is repeated. */
  private static void answers(ResponseDefinitionBuilder... answers) {
    for (int i = 0; i < answers.length; i++) {
      PEER.stubFor(
          get(urlPathEqualTo(KEY))
              .inScenario("answers")
              .whenScenarioStateIs(i == 0 ? Scenario.STARTED : Integer.toString(i))
              .willSetStateTo(i + 1 < answers.length ? Integer.toString(i + 1) : null)
              .willReturn(answers[i]));
    }
  }

  private byte[] read(int position, int length) throws IOException {
    byte[] target = new byte[length];
    store.read("a/b", position, target, 0, length);
    return target;
  }

  @Test
  void aRangeIsAskedForAndRead() throws IOException {
    answers(part(2, 5));

    assertThat(read(2, 4)).containsExactly('2', '3', '4', '5');
    PEER.verify(getRequestedFor(urlPathEqualTo(KEY)).withHeader("Range", equalTo("bytes=2-5")));
  }

  @Test
  void aStoreThatAsksToSlowDownIsAskedAgain() throws IOException {
    answers(error(503, "SlowDown"), error(500, "InternalError"), part(2, 5));

    assertThat(read(2, 4)).containsExactly('2', '3', '4', '5');
  }

  @Test
  void aBodyThatIsCutIsAskedForAgain() throws IOException {
    answers(
        part(2, 5).withHeader("Content-Length", "4").withBody("2"),
        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
        part(2, 5));

    assertThat(read(2, 4)).containsExactly('2', '3', '4', '5');
  }

  @Test
  void aBodyThatTricklesIsAskedForAgain() throws IOException {
    answers(part(2, 5).withChunkedDribbleDelay(4, 4_000), part(2, 5));

    byte[] target = new byte[4];
    try (ObjectStore impatient = impatient()) {
      impatient.read("a/b", 2, target, 0, 4);
    }
    assertThat(target).containsExactly('2', '3', '4', '5');
    PEER.verify(2, getRequestedFor(urlPathEqualTo(KEY)));
  }

  @Test
  void anAnswerThatDoesNotComeIsAskedForAgain() throws IOException {
    answers(part(2, 5).withFixedDelay(3_000), part(2, 5));

    byte[] target = new byte[4];
    try (ObjectStore impatient = impatient()) {
      impatient.read("a/b", 2, target, 0, 4);
    }
    assertThat(target).containsExactly('2', '3', '4', '5');
  }

  @Test
  void whatWasWrittenHereIsReadAgainUntilItIsThat() throws IOException {
    String digest = BodyCheck.sha256(CONTENT);
    answers(
        record("0123456788", digest),
        error(503, "SlowDown"),
        record("01234", digest).withHeader("Content-Length", "10"),
        record("0123456789", digest));

    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    PEER.verify(4, getRequestedFor(urlPathEqualTo(KEY)));
  }

  @Test
  void whatStaysDamagedIsRefused() {
    answers(record("0123456788", BodyCheck.sha256(CONTENT)));

    try (ObjectStore impatient = impatient()) {
      assertThatThrownBy(() -> impatient.readAll("a/b", 10))
          .isInstanceOf(StoreException.class)
          .hasMessage("Cannot read s3://bucket/a/b: its body is not what was written, 6 times");
    }
  }

  @Test
  void whatOthersWroteIsHeldAgainstItsETag() throws IOException {
    // The MD5 of 0123456789.
    String etag = "\"781e5e245d69b566979b86e28d23f2c7\"";
    answers(tagged("0123456788", etag), tagged("0123456789", etag));

    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    PEER.verify(2, getRequestedFor(urlPathEqualTo(KEY)));
  }

  @Test
  void anETagThatIsNoDigestIsSettledByTwoBodiesThatAreAlike() throws IOException {
    String etag = "\"00000000000000000000000000000000\"";
    answers(tagged("0123456788", etag), tagged("0123456789", etag), tagged("0123456789", etag));

    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    PEER.verify(3, getRequestedFor(urlPathEqualTo(KEY)));
  }

  @Test
  void theETagOfAnObjectThatIsEncryptedOrWasUploadedInPartsTellsNothing() throws IOException {
    answers(
        tagged("0123456789", "\"00000000000000000000000000000000\"")
            .withHeader("x-amz-server-side-encryption", "aws:kms"),
        tagged("0123456789", "\"00000000000000000000000000000000-2\""));

    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    PEER.verify(2, getRequestedFor(urlPathEqualTo(KEY)));
  }

  private static ResponseDefinitionBuilder record(String body, String sha256) {
    return aResponse()
        .withStatus(200)
        .withHeader("x-amz-meta-" + BodyCheck.SHA256, sha256)
        .withBody(body);
  }

  private static ResponseDefinitionBuilder tagged(String body, String etag) {
    return aResponse().withStatus(200).withHeader("ETag", etag).withBody(body);
  }

  @Test
  void aBodyThatStaysCutIsAnErrorThatNamesTheObject() {
    answers(part(2, 3).withHeader("Content-Range", "bytes 2-5/10"));

    assertThatThrownBy(() -> read(2, 4))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/a/b")
        .hasMessageContaining("bytes=2-5")
        .hasMessageContaining("cut short");
  }

  @Test
  void aStoreThatIgnoresRangesIsRefused() {
    answers(aResponse().withStatus(200).withBody("0123456789"));

    assertThatThrownBy(() -> read(2, 4))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("s3://bucket/a/b")
        .hasMessageContaining("ranged reads must not be ignored");
  }

  @Test
  void anObjectThatIsNotThereIsAMissingFile() throws IOException {
    PEER.stubFor(get(urlPathEqualTo(KEY)).willReturn(error(404, "NoSuchKey")));
    PEER.stubFor(head(urlPathEqualTo(KEY)).willReturn(aResponse().withStatus(404)));

    assertThatThrownBy(() -> read(2, 4))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("s3://bucket/a/b");
    assertThat(store.head("a/b")).isEmpty();
  }

  @Test
  void aBucketThatIsNotThereIsNotAMissingFile() {
    PEER.stubFor(get(urlPathEqualTo(KEY)).willReturn(error(404, "NoSuchBucket")));

    assertThatThrownBy(() -> read(2, 4))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessageContaining("s3://bucket/a/b");
  }

  @Test
  void aRefusalNamesTheObjectAndNoSecret() {
    PEER.stubFor(get(urlPathEqualTo(KEY)).willReturn(error(403, "AccessDenied")));

    assertThatThrownBy(() -> read(2, 4))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.status()).isEqualTo(403))
        .hasMessageContaining("Cannot read s3://bucket/a/b")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void aWholeObjectIsReadUpToItsLimit() throws IOException {
    answers(aResponse().withStatus(200).withBody(CONTENT));

    assertThat(store.readAll("a/b", 10)).isEqualTo(CONTENT);
    assertThatThrownBy(() -> store.readAll("a/b", 9))
        .isInstanceOf(StoreException.class)
        .hasMessage("s3://bucket/a/b has more than the 9 bytes that are read at most");
  }

  @Test
  void aListingGoesOnOverItsPages() throws IOException {
    PEER.stubFor(
        get(urlPathEqualTo("/bucket"))
            .withQueryParam("continuation-token", absent())
            .willReturn(page("a/1", "next")));
    PEER.stubFor(
        get(urlPathEqualTo("/bucket"))
            .withQueryParam("continuation-token", equalTo("next"))
            .willReturn(page("a/2", null)));
    List<ObjectStore.Listed> listed = new ArrayList<>();

    store.list("a/", listed::add);

    assertThat(listed).extracting(ObjectStore.Listed::key).containsExactly("a/1", "a/2");
    assertThat(listed).extracting(ObjectStore.Listed::size).containsOnly(7L);
    assertThat(listed)
        .extracting(ObjectStore.Listed::lastModifiedMillis)
        .containsOnly(1_700_000_000_000L);
  }

  @Test
  void aListingThatIsCutIsAskedForAgain() throws IOException {
    cutFirst(
        "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", page("a/1", null));
    List<ObjectStore.Listed> listed = new ArrayList<>();

    store.list("a/", listed::add);

    assertThat(listed).extracting(ObjectStore.Listed::key).containsExactly("a/1");
  }

  @Test
  void aListingOfFoldersThatIsCutIsAskedForAgain() throws IOException {
    String whole =
        "<ListBucketResult><IsTruncated>false</IsTruncated>"
            + "<CommonPrefixes><Prefix>a/b/</Prefix></CommonPrefixes></ListBucketResult>";
    cutFirst(whole, aResponse().withBody(whole));

    assertThat(store.listFolders("a/")).containsExactly("a/b/");
  }

  /** Answers a listing with half of its body, and then as it should. */
  private static void cutFirst(String whole, ResponseDefinitionBuilder then) {
    PEER.stubFor(
        get(urlPathEqualTo("/bucket"))
            .inScenario("cut")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("whole")
            .willReturn(
                aResponse()
                    .withHeader("Content-Length", Integer.toString(whole.length()))
                    .withBody(whole.substring(0, whole.length() / 2))));
    PEER.stubFor(
        get(urlPathEqualTo("/bucket"))
            .inScenario("cut")
            .whenScenarioStateIs("whole")
            .willReturn(then));
  }

  private static ResponseDefinitionBuilder page(String key, String next) {
    return aResponse()
        .withBody(
            "<ListBucketResult><IsTruncated>"
                + (next != null)
                + "</IsTruncated>"
                + (next == null
                    ? ""
                    : "<NextContinuationToken>" + next + "</NextContinuationToken>")
                + "<Contents><Key>"
                + key
                + "</Key><Size>7</Size><ETag>\"x-2\"</ETag>"
                + "<LastModified>2023-11-14T22:13:20.000Z</LastModified></Contents>"
                + "</ListBucketResult>");
  }

  @Test
  void anObjectIsWrittenOnlyWhereThereIsNone() throws IOException {
    PEER.stubFor(put(urlPathEqualTo(KEY)).willReturn(aResponse().withStatus(200)));

    assertThat(store.putIfAbsent("a/b", CONTENT)).isTrue();
    PEER.verify(putRequestedFor(urlPathEqualTo(KEY)).withHeader("If-None-Match", equalTo("*")));
  }

  @Test
  void anObjectOfSomebodyElseIsNotOurs() throws IOException {
    PEER.stubFor(put(urlPathEqualTo(KEY)).willReturn(error(412, "PreconditionFailed")));
    PEER.stubFor(
        head(urlPathEqualTo(KEY))
            .willReturn(aResponse().withHeader("x-amz-meta-pointsman-writer", "other")));

    assertThat(store.putIfAbsent("a/b", CONTENT)).isFalse();
  }

  @Test
  void anotherWriteUnderWayIsWaitedFor() throws IOException {
    PEER.stubFor(
        put(urlPathEqualTo(KEY))
            .inScenario("conflict")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("settled")
            .willReturn(error(409, "ConditionalRequestConflict")));
    PEER.stubFor(
        put(urlPathEqualTo(KEY))
            .inScenario("conflict")
            .whenScenarioStateIs("settled")
            .willReturn(aResponse().withStatus(200)));

    assertThat(store.putIfAbsent("a/b", CONTENT)).isTrue();
  }
}
