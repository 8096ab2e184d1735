package io.pointsman.registry;

import io.pointsman.registry.oidc.OidcSettings;
import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a registry needs to start.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes any free port
 * @param database where it keeps what it knows
 * @param remoteAllowed whether {@code host} may be reached from other machines without TLS
 * @param tokenFile where it puts the token that it makes for itself when there has never been one,
 *     or null to make none
 * @param access how one comes in
 */
public record RegistryConfig(
    String host,
    int port,
    DatabaseAddress database,
    boolean remoteAllowed,
    Path tokenFile,
    Access access) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8085;

  /**
   * How one comes in.
   *
   * @param tls the certificate, or null to listen without TLS
   * @param oidc whose accounts come in beside the registry's own tokens, or null for nobody's
   * @param requestsPerSecond how often a caller may ask, for a while
   * @param proxies who is believed when asking for others, never null
   * @param externalUrl the address that people's browsers know it by, or null for the one that each
   *     of them comes with
   */
  public record Access(
      TlsSettings tls,
      OidcSettings oidc,
      int requestsPerSecond,
      TrustedProxies proxies,
      URI externalUrl) {
    public static final int DEFAULT_REQUESTS_PER_SECOND = 2_000;

    /**
     * @throws IllegalArgumentException naming the setting and what to do
     */
    public Access {
      if (requestsPerSecond < 1) {
        throw new IllegalArgumentException(
            "requestsPerSecond is " + requestsPerSecond + "; 1 or more is expected");
      }
      if (externalUrl != null
          && (externalUrl.getHost() == null
              || !("https".equals(externalUrl.getScheme())
                  || "http".equals(externalUrl.getScheme()))
              || !List.of("", "/").contains(String.valueOf(externalUrl.getRawPath()))
              || externalUrl.getRawQuery() != null)) {
        throw new IllegalArgumentException(
            "externalUrl is '"
                + externalUrl
                + "'; expected http or https, a host and perhaps a port, and nothing behind");
      }
    }

    /** Where nobody asks for others. */
    public Access(TlsSettings tls, OidcSettings oidc, int requestsPerSecond) {
      this(tls, oidc, requestsPerSecond, TrustedProxies.NONE, null);
    }

    /** Without TLS, by the registry's own tokens. */
    public static Access plain() {
      return new Access(null, null, DEFAULT_REQUESTS_PER_SECOND);
    }
  }

  /**
   * @throws IllegalArgumentException naming the setting and what to do
   */
  public RegistryConfig {
    Objects.requireNonNull(database, "database");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; 0 to 65535 is expected");
    }
    if (!remoteAllowed && access.tls() == null && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "host is '"
              + host
              + "', which other machines can reach, and tokens would go over the network as they"
              + " are. Listen on 127.0.0.1, or give it a certificate (--tls-certificate or"
              + " --tls-keystore), or allow remote access explicitly and let a proxy that ends TLS"
              + " stand before it");
    }
  }

  /** A registry that only this machine reaches, with its token beside its database. */
  public static RegistryConfig local(int port, Path database) {
    return local(port, new SqliteFile(database), TokenFile.beside(database));
  }

  /** A registry that only this machine reaches. */
  public static RegistryConfig local(int port, DatabaseAddress database, Path tokenFile) {
    return new RegistryConfig(DEFAULT_HOST, port, database, false, tokenFile, Access.plain());
  }

  /** The same with another way in. */
  public RegistryConfig with(Access other) {
    return new RegistryConfig(host, port, database, remoteAllowed, tokenFile, other);
  }

  /** How often a caller may ask. */
  public int requestsPerSecond() {
    return access.requestsPerSecond();
  }

  /** Whether only this machine can reach the address. */
  public boolean loopback() {
    return isLoopback(host);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host is '" + host + "', which has no address", e);
    }
  }
}
