package io.pointsman.registry.cli;

import io.pointsman.registry.AddressRange;
import io.pointsman.registry.RegistryConfig.Access;
import io.pointsman.registry.TlsSettings;
import io.pointsman.registry.TrustedProxies;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.oidc.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** How one comes in to a registry: TLS, an identity provider, how often. */
final class AccessOptions {
  private static final String KEYSTORE_PASSWORD = "POINTSMAN_TLS_KEYSTORE_PASSWORD";

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Listen with TLS: the certificate and its chain in PEM; with --tls-key.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's key as PKCS #8 in PEM, not encrypted.")
  private Path key;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = {
        "Listen with TLS: certificate and key in a PKCS12 or JKS keystore, whose password is in",
        "POINTSMAN_TLS_KEYSTORE_PASSWORD or in --tls-keystore-password-file."
      })
  private Path keystore;

  @Option(
      names = "--tls-keystore-password-file",
      paramLabel = "FILE",
      description = "A file with the keystore's password alone.")
  private Path keystorePassword;

  @Option(
      names = "--oidc-issuer",
      paramLabel = "URL",
      description = "Let an OpenID Connect provider's accounts in, too, by their access tokens.")
  private URI issuer;

  @Option(
      names = "--oidc-audience",
      paramLabel = "NAME",
      description = "Whom the provider's tokens must be for.")
  private String audience;

  @Option(
      names = "--oidc-roles-claim",
      paramLabel = "CLAIM",
      defaultValue = OidcSettings.DEFAULT_ROLES_CLAIM,
      description = "Where a token says what its bearer belongs to (${DEFAULT-VALUE}).")
  private String rolesClaim;

  @Option(
      names = "--oidc-name-claim",
      paramLabel = "CLAIM",
      defaultValue = OidcSettings.DEFAULT_NAME_CLAIM,
      description = "Where it says who that is, for the audit (${DEFAULT-VALUE}).")
  private String nameClaim;

  @Option(
      names = "--oidc-role",
      paramLabel = "ENTRY=ROLE",
      description = "Which role goes with an entry of that claim; repeatable.")
  private List<String> roles = List.of();

  @Option(
      names = "--oidc-client-id",
      paramLabel = "ID",
      description = {
        "Log people in to the page at the provider, as this client of it (authorization code with",
        "PKCE). Register EXTERNAL-URL/login/oidc/callback there as the redirect URI."
      })
  private String clientId;

  @Option(
      names = "--oidc-client-secret-file",
      paramLabel = "FILE",
      description = "A file with that client's secret alone; without it it is a public client.")
  private Path clientSecret;

  @Option(
      names = "--oidc-scope",
      paramLabel = "SCOPE",
      defaultValue = OidcSettings.Client.DEFAULT_SCOPE,
      description = "What is asked for then (${DEFAULT-VALUE}).")
  private String scope;

  @Option(
      names = "--external-url",
      paramLabel = "URL",
      description = "The address that people's browsers know the page by, behind a proxy.")
  private URI externalUrl;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "ADDRESS",
      split = ",",
      description = {
        "A proxy, such as 127.0.0.1 or 10.0.0.0/8, that is believed when it says for whom it asks:",
        "for the audit's addresses and the rate limits; repeatable. Nobody is, without."
      })
  private List<String> proxies = List.of();

  @Option(
      names = "--trusted-proxy-header",
      paramLabel = "HEADER",
      defaultValue = "x-forwarded-for",
      description =
          "How it says so: x-forwarded-for or forwarded; the other is not looked at"
              + " (${DEFAULT-VALUE}).")
  private String proxyHeader;

  @Option(
      names = "--requests-per-second",
      paramLabel = "N",
      defaultValue = "" + Access.DEFAULT_REQUESTS_PER_SECOND,
      description = "How often one caller may ask, for a while (${DEFAULT-VALUE}).")
  private int requestsPerSecond;

  Access access() throws IOException {
    return new Access(tls(), oidc(), requestsPerSecond, trusted(), externalUrl);
  }

  private TrustedProxies trusted() {
    TrustedProxies.Header header =
        switch (proxyHeader.toLowerCase(Locale.ROOT)) {
          case "x-forwarded-for" -> TrustedProxies.Header.X_FORWARDED_FOR;
          case "forwarded" -> TrustedProxies.Header.FORWARDED;
          default ->
              throw new IllegalArgumentException(
                  "--trusted-proxy-header is '"
                      + proxyHeader
                      + "'; it is x-forwarded-for or forwarded");
        };
    return new TrustedProxies(proxies.stream().map(AddressRange::parse).toList(), header);
  }

  private TlsSettings tls() throws IOException {
    if (keystore != null) {
      return new TlsSettings.Keystore(keystore, password());
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "--tls-certificate and --tls-key belong together, and one is missing");
    }
    return certificate == null ? null : new TlsSettings.Pem(certificate, key);
  }

  private String password() throws IOException {
    if (keystorePassword != null) {
      return Files.readString(keystorePassword).strip();
    }
    String password = System.getenv(KEYSTORE_PASSWORD);
    if (password == null) {
      throw new IllegalArgumentException(
          "The keystore's password is missing: give it in "
              + KEYSTORE_PASSWORD
              + " or --tls-keystore-password-file");
    }
    return password;
  }

  private OidcSettings oidc() throws IOException {
    if (issuer == null) {
      if (clientId != null) {
        throw new IllegalArgumentException("--oidc-client-id takes an --oidc-issuer");
      }
      return null;
    }
    Map<String, Set<Role>> byEntry = new LinkedHashMap<>();
    for (String entry : roles) {
      int equals = entry.lastIndexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "--oidc-role is '" + entry + "'; expected ENTRY=ROLE, such as data-platform=operator");
      }
      byEntry
          .computeIfAbsent(entry.substring(0, equals), any -> new TreeSet<>())
          .add(Role.of(entry.substring(equals + 1)));
    }
    return new OidcSettings(issuer, audience, rolesClaim, nameClaim, byEntry, client());
  }

  private OidcSettings.Client client() throws IOException {
    return clientId == null
        ? null
        : new OidcSettings.Client(
            clientId, clientSecret == null ? null : Files.readString(clientSecret).strip(), scope);
  }
}
