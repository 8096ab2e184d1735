package io.pointsman.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.AddressRange;
import io.pointsman.registry.RegistryConfig;
import io.pointsman.registry.RegistryConfig.Access;
import io.pointsman.registry.RegistryServer;
import io.pointsman.registry.TrustedProxies;
import io.pointsman.registry.TrustedProxies.Header;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From where a request comes, as the audit keeps it and the rate limits count it. */
class ClientAddressTest {
  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void withoutATrustedProxyNoHeaderIsBelieved() throws Exception {
    try (RegistryServer server = start(TrustedProxies.NONE)) {
      assertThat(audited(server, "X-Forwarded-For", "203.0.113.7")).isEqualTo("127.0.0.1");
      assertThat(audited(server, "Forwarded", "for=203.0.113.7")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void aTrustedProxySaysForWhomItAsksAndNobodyBeforeItDoes() throws Exception {
    try (RegistryServer server =
        start(trusting(Header.X_FORWARDED_FOR, "127.0.0.1", "10.0.0.0/8"))) {
      assertThat(audited(server, "X-Forwarded-For", "203.0.113.7")).isEqualTo("203.0.113.7");
      assertThat(audited(server, "X-Forwarded-For", "6.6.6.6, 203.0.113.7"))
          .as("what the caller made up stands before it")
          .isEqualTo("203.0.113.7");
      assertThat(audited(server, "X-Forwarded-For", "6.6.6.6, 203.0.113.7:4711, 10.1.2.3"))
          .as("through two proxies")
          .isEqualTo("203.0.113.7");
      assertThat(audited(server, "X-Forwarded-For", "10.9.9.9")).isEqualTo("10.9.9.9");
      assertThat(audited(server, "X-Forwarded-For", "203.0.113.7, made up"))
          .as("what is no address")
          .isEqualTo("127.0.0.1");
      assertThat(audited(server, "Forwarded", "for=203.0.113.7"))
          .as("a header that the proxy may pass through")
          .isEqualTo("127.0.0.1");
    }
  }

  @Test
  void theOtherHeaderIsReadWhereItIsTheOneThatIsMeant() throws Exception {
    try (RegistryServer server = start(trusting(Header.FORWARDED, "127.0.0.1"))) {
      assertThat(audited(server, "Forwarded", "for=6.6.6.6, for=203.0.113.7;proto=https;by=_p"))
          .isEqualTo("203.0.113.7");
      assertThat(audited(server, "Forwarded", "For=\"[2001:db8::17]:4711\""))
          .isEqualTo("2001:db8:0:0:0:0:0:17");
      assertThat(audited(server, "Forwarded", "for=unknown")).isEqualTo("127.0.0.1");
      assertThat(audited(server, "X-Forwarded-For", "203.0.113.7")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void whoGuessesFromOneAddressDoesNotHoldUpAnotherBehindTheSameProxy() throws Exception {
    try (RegistryServer server = start(trusting(Header.X_FORWARDED_FOR, "127.0.0.1"))) {
      int status = 401;
      for (int guess = 0; status == 401 && guess < 2_000; guess++) {
        status = guess(server, "203.0.113.7");
      }
      assertThat(status).isEqualTo(429);
      assertThat(guess(server, "203.0.113.8")).isEqualTo(401);
    }
  }

  @Test
  void rangesAreReadAndNamesAreNot() throws Exception {
    AddressRange ten = AddressRange.parse("10.0.0.0/8");
    assertThat(ten.holds(InetAddress.getByName("10.255.0.1"))).isTrue();
    assertThat(ten.holds(InetAddress.getByName("11.0.0.1"))).isFalse();
    assertThat(ten.holds(InetAddress.getByName("::1"))).isFalse();
    assertThat(AddressRange.parse("fd00::/8").holds(InetAddress.getByName("fdab::1"))).isTrue();
    assertThat(AddressRange.parse("0.0.0.0/0").holds(InetAddress.getByName("8.8.8.8"))).isTrue();
    for (String wrong : List.of("localhost", "10.0.0.0/33", "10.0.0.0/x", "", "1.2.3.4.5")) {
      assertThatThrownBy(() -> AddressRange.parse(wrong)).hasMessageContaining("'" + wrong);
    }
  }

  private static TrustedProxies trusting(Header header, String... addresses) {
    return new TrustedProxies(Stream.of(addresses).map(AddressRange::parse).toList(), header);
  }

  private RegistryServer start(TrustedProxies proxies) {
    return RegistryServer.start(
        RegistryConfig.local(0, directory.resolve("registry.db"))
            .with(new Access(null, null, 1000, proxies, null)));
  }

  /** The address under which a change is kept. */
  private String audited(RegistryServer server, String header, String value) throws Exception {
    String secret = Files.readString(directory.resolve("registry.token")).strip();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/v1/sources/x"))
                .header("Authorization", "Bearer " + secret)
                .header("Pointsman-Reason", "looked from where")
                .header("Content-Type", "application/json")
                .header(header, value)
                .PUT(
                    BodyPublishers.ofString(
                        "{\"name\":\"x\",\"layout\":\"auto\",\"backupUri\":\"s3://bucket/"
                            + System.nanoTime()
                            + "\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new RegistryClient(server.uri(), RegistryToken.of(secret))
        .audit(1, null)
        .entries()
        .get(0)
        .address();
  }

  private int guess(RegistryServer server, String from) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.uri() + "/v1/who-am-i"))
                .header("Authorization", "Bearer pmt_guess")
                .header("X-Forwarded-For", from)
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }
}
