package io.pointsman.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pointsman.registry.RegistryConfig.Access;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.WhoAmI;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.client.RegistryUnreachableException;
import io.pointsman.registry.oidc.OidcSettings;
import io.pointsman.registry.oidc.TestIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between the network and the routes: TLS, accounts, how often, how much. */
class ListenerTest {
  private static final String PASSWORD = "changeit";
  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private static Path keys;
  @TempDir private Path directory;

  @BeforeAll
  static void makeACertificate() throws Exception {
    makeACertificate("registry");
  }

  private static void makeACertificate(String name) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry.example.com",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.resolve(name + ".p12").toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(keys.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore store = keystore(name);
    Certificate certificate = store.getCertificate("registry");
    PrivateKey key = (PrivateKey) store.getKey("registry", PASSWORD.toCharArray());
    Files.writeString(keys.resolve(name + ".crt"), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(keys.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
  }

  private static KeyStore keystore(String name) throws Exception {
    return KeyStore.getInstance(keys.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
  }

  private static String pem(String what, byte[] encoded) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + what
        + "-----\n";
  }

  @Test
  void aRegistryWithACertificateListensWithTlsAlone() throws Exception {
    List<TlsSettings> ways =
        List.of(
            new TlsSettings.Keystore(keys.resolve("registry.p12"), PASSWORD),
            new TlsSettings.Pem(keys.resolve("registry.crt"), keys.resolve("registry.key")));
    for (TlsSettings tls : ways) {
      try (RegistryServer server = start(new Access(tls, null, 1000))) {
        assertThat(server.uri().getScheme()).isEqualTo("https");
        HttpResponse<String> answer =
            trusting()
                .send(
                    HttpRequest.newBuilder(server.uri().resolve("/login")).build(),
                    BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(tls.toString()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThatThrownBy(
                () ->
                    HttpClient.newHttpClient()
                        .send(
                            HttpRequest.newBuilder(server.uri().resolve("/healthz")).build(),
                            BodyHandlers.ofString()))
            .as("nobody vouches for it")
            .isInstanceOf(SSLHandshakeException.class);
        URI plain = URI.create("http://127.0.0.1:" + server.uri().getPort());
        assertThatThrownBy(() -> new RegistryClient(plain, RegistryToken.none()).whoAmI())
            .isInstanceOf(RegistryUnreachableException.class);
        HttpResponse<String> login =
            trusting()
                .send(
                    HttpRequest.newBuilder(server.uri().resolve("/login"))
                        .header("Content-Type", FORM)
                        .POST(BodyPublishers.ofString("to=/&secret=" + secret()))
                        .build(),
                    BodyHandlers.ofString());
        assertThat(login.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
      }
    }
  }

  @Test
  void aNewCertificateIsShownWithoutARestartAsSoonAsItsKeyIsThereToo() throws Exception {
    makeACertificate("renewed");
    Path certificate = Files.copy(keys.resolve("registry.crt"), directory.resolve("tls.crt"));
    Path key = Files.copy(keys.resolve("registry.key"), directory.resolve("tls.key"));
    try (RegistryServer server =
        start(new Access(new TlsSettings.Pem(certificate, key), null, 1000))) {
      assertThat(shows(server, "registry")).isTrue();
      // As a tool does that writes one file after the other.
      Files.copy(keys.resolve("renewed.crt"), certificate, StandardCopyOption.REPLACE_EXISTING);
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(30))
          .until(() -> shows(server, "registry"));
      Files.copy(keys.resolve("renewed.key"), key, StandardCopyOption.REPLACE_EXISTING);
      await().atMost(Duration.ofSeconds(60)).until(() -> shows(server, "renewed"));
      Files.writeString(certificate, "no certificate");
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(30))
          .until(() -> shows(server, "renewed"));
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAtTheStart() throws Exception {
    makeACertificate("other");
    TlsSettings mixed =
        new TlsSettings.Pem(keys.resolve("registry.crt"), keys.resolve("other.key"));
    assertThatThrownBy(() -> start(new Access(mixed, null, 1000)))
        .hasMessageContaining("is not that of the first certificate in");
  }

  /** Whether a new connection is shown that certificate. */
  private static boolean shows(RegistryServer server, String name) throws Exception {
    try {
      return trusting(name)
              .send(
                  HttpRequest.newBuilder(server.uri().resolve("/healthz")).build(),
                  BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (SSLHandshakeException e) {
      return false;
    }
  }

  private static HttpClient trusting() throws Exception {
    return trusting("registry");
  }

  private static HttpClient trusting(String name) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("registry", keystore(name).getCertificate("registry"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void aCertificateThatCannotBeReadSaysWhy() throws IOException {
    Path rsa = keys.resolve("old.key");
    Files.writeString(
        rsa, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(
            () ->
                start(
                    new Access(new TlsSettings.Pem(keys.resolve("registry.crt"), rsa), null, 1000)))
        .hasMessageContaining("openssl pkcs8 -topk8");
    TlsSettings.Keystore wrong = new TlsSettings.Keystore(keys.resolve("registry.p12"), "guess");
    assertThatThrownBy(() -> start(new Access(wrong, null, 1000)))
        .hasStackTraceContaining("cannot be opened")
        .hasMessageNotContaining("guess");
    assertThat(wrong.toString()).doesNotContain("guess");
  }

  @Test
  void anAccountOfAProviderComesInAndIsAudited() throws Exception {
    try (TestIssuer issuer = new TestIssuer()) {
      OidcSettings oidc =
          new OidcSettings(
              issuer.uri(),
              "pointsman",
              "roles",
              "preferred_username",
              Map.of("platform", Set.of(Role.OPERATOR)));
      String token =
          issuer.token(
              new JWTClaimsSet.Builder()
                  .issuer(issuer.uri().toString())
                  .audience("pointsman")
                  .subject("4711")
                  .claim("preferred_username", "ana")
                  .claim("roles", List.of("platform"))
                  .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                  .build());
      try (RegistryServer server = start(new Access(null, oidc, 1000))) {
        RegistryClient ana = new RegistryClient(server.uri(), RegistryToken.of(token));
        assertThat(ana.whoAmI()).isEqualTo(new WhoAmI("ana (4711)", Set.of(Role.OPERATOR)));
        ana.putSource(TestRegistry.source("x"), TestRegistry.CHANGE);
        assertThat(ana.audit(1, null).entries().get(0).principal()).isEqualTo("ana (4711)");
        RegistryClient own = new RegistryClient(server.uri(), RegistryToken.of(secret()));
        assertThat(own.whoAmI().name()).as("the registry's own go on").isEqualTo("default");
        HttpResponse<String> login = post(server.uri(), "/login", "to=/&secret=" + token);
        assertThat(login.statusCode()).isEqualTo(303);
      }
    }
  }

  @Test
  void whoAsksTooOftenIsToldToWait() throws Exception {
    try (RegistryServer server = start(new Access(null, null, 1))) {
      RegistryClient client = new RegistryClient(server.uri(), RegistryToken.of(secret()));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  client.whoAmI();
                }
              })
          .isInstanceOf(RegistryUnreachableException.class)
          .hasMessageContaining("429");
    }
  }

  @Test
  void whoGuessesIsToldToWaitAndWhoIsKnownIsNot() throws Exception {
    try (RegistryServer server = start(Access.plain())) {
      int status = 401;
      int guesses = 0;
      while (status == 401 && guesses < 2_000) {
        status = post(server.uri(), "/login", "to=/&secret=pmt_" + guesses).statusCode();
        guesses++;
      }
      assertThat(status).isEqualTo(429);
      assertThat(guesses).isGreaterThan(100);
      RegistryClient known = new RegistryClient(server.uri(), RegistryToken.of(secret()));
      assertThat(known.whoAmI().name()).as("from the same address").isEqualTo("default");
    }
  }

  @Test
  void formsAreBounded() throws Exception {
    try (RegistryServer server = start(Access.plain())) {
      HttpResponse<String> answer =
          post(server.uri(), "/login", "to=/&secret=" + "x".repeat(3 * 1024 * 1024));
      assertThat(answer.statusCode()).isIn(400, 413);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void whatIsNoRequestIsRefusedWithAProblemDocument() throws Exception {
    try (RegistryServer server = start(Access.plain())) {
      String large =
          raw(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000));
      assertThat(large).startsWith("HTTP/1.1 431").contains("application/problem+json");
      String odd = raw(server, "GET /%zz HTTP/1.1\r\nHost: localhost");
      assertThat(odd).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }
  }

  private static String raw(RegistryServer server, String head) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.uri().getPort());
        InputStream answer = socket.getInputStream()) {
      socket
          .getOutputStream()
          .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private RegistryServer start(Access access) {
    return RegistryServer.start(
        RegistryConfig.local(0, directory.resolve("registry.db")).with(access));
  }

  private String secret() throws IOException {
    return Files.readString(directory.resolve("registry.token")).strip();
  }

  private static HttpResponse<String> post(URI registry, String path, String form)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(registry.resolve(path))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());
  }
}
