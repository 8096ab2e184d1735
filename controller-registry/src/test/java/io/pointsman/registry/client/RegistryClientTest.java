package io.pointsman.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.pointsman.registry.TestRegistry;
import io.pointsman.registry.api.ChangeHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryClientTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  @Test
  void aRegistryThatIsNotThereIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> client(port).sources())
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void aRegistryThatDoesNotAnswerInTimeIsUnreachable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> client(silent.getLocalPort()).decide(TestRegistry.request("run")))
          .isInstanceOf(RegistryUnreachableException.class);
    }
  }

  @Test
  void anErrorOfTheServerIsUnreachableAndARefusalIsNot() throws IOException {
    assertThatThrownBy(() -> answered(503, "busy"))
        .isInstanceOf(RegistryUnreachableException.class);
    assertThatThrownBy(() -> answered(429, "slow"))
        .isInstanceOf(RegistryUnreachableException.class);
    assertThatThrownBy(() -> answered(302, "")).isInstanceOf(RegistryUnreachableException.class);
    RegistryRefusedException refused =
        catchThrowableOfType(RegistryRefusedException.class, () -> answered(400, "<html>"));
    assertThat(refused).hasMessage("The registry answered 400 without saying why");
    assertThatThrownBy(() -> answered(403, "{\"detail\":\"not yours\",\"status\":403}"))
        .isInstanceOf(RegistryDeniedException.class)
        .hasMessageContaining("not yours");
  }

  @Test
  void anAnswerThatIsNoRegistrysIsUnreachable() {
    assertThatThrownBy(() -> answered(200, "<html>a proxy's page</html>"))
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContaining("What answered is not a registry");
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtOnce() {
    assertThatThrownBy(() -> new RegistryClient(URI.create("localhost:8085"), RegistryToken.none()))
        .hasMessageContaining("expected http://host:port");
  }

  @Test
  void aTokenInAFileIsReadAnewWhenItChangesAndNeverShown(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("token");
    RegistryToken token = RegistryToken.inFile(file);
    assertThat(token.authorization()).as("it may come later").isEmpty();
    Files.writeString(file, "pmt_one\n");
    assertThat(token.authorization()).hasValue("Bearer pmt_one");
    Files.writeString(file, "pmt_two\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(token.authorization()).hasValue("Bearer pmt_two");
    assertThat(token).hasToString("the file " + file);
    assertThat(RegistryToken.of("pmt_three").toString()).doesNotContain("three");
  }

  @Test
  void theTokenThatLiesAboutIsForThisMachinesRegistryAlone() {
    URI here = URI.create("http://127.0.0.1:8085");
    URI there = URI.create("https://registry.example.com");
    assertThat(RegistryToken.find(Map.of(), here)).hasToString("the file registry.token");
    assertThat(RegistryToken.find(Map.of(), there)).isSameAs(RegistryToken.none());
    Map<String, String> given = Map.of("POINTSMAN_TOKEN", "pmt_x", "POINTSMAN_TOKEN_FILE", "f");
    assertThat(RegistryToken.find(given, there).authorization()).hasValue("Bearer pmt_x");
    assertThat(RegistryToken.find(Map.of("POINTSMAN_TOKEN_FILE", "f"), there))
        .hasToString("the file f");
  }

  @Test
  void anyTextGoesThroughAHeaderUnchanged() {
    for (String text :
        new String[] {"plain", "25 % more", "größer", "你好", "a\nb", "UTF-8''x", "a+b"}) {
      String header = ChangeHeaders.encode(text);
      assertThat(header.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
      assertThat(ChangeHeaders.decode(header)).isEqualTo(text);
    }
  }

  private static void answered(int status, String body) throws IOException, RegistryException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      client(server.getAddress().getPort()).sources();
    } finally {
      server.stop(0);
    }
  }

  private static RegistryClient client(int port) {
    return new RegistryClient(
        URI.create("http://127.0.0.1:" + port), RegistryToken.none(), SHORT, SHORT);
  }
}
