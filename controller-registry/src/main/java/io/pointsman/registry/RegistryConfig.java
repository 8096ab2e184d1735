package io.pointsman.registry;

import io.pointsman.registry.store.DatabaseAddress;
import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a registry needs to start.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes any free port
 * @param database where it keeps what it knows
 * @param remoteAllowed whether {@code host} may be reached from other machines. This version has no
 *     authentication: whoever reaches the registry may change the routing table
 */
public record RegistryConfig(
    String host, int port, DatabaseAddress database, boolean remoteAllowed) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8085;

  /**
   * @throws IllegalArgumentException naming the setting and what to do
   */
  public RegistryConfig {
    Objects.requireNonNull(database, "database");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; 0 to 65535 is expected");
    }
    if (!remoteAllowed && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "host is '"
              + host
              + "', which other machines can reach, and this version has no authentication: whoever"
              + " reaches the registry may change where tables are moved. Listen on 127.0.0.1, or"
              + " allow remote access explicitly and let a proxy that authenticates stand before it");
    }
  }

  /** A registry that only this machine reaches. */
  public static RegistryConfig local(int port, Path database) {
    return local(port, new SqliteFile(database));
  }

  /** A registry that only this machine reaches. */
  public static RegistryConfig local(int port, DatabaseAddress database) {
    return new RegistryConfig(DEFAULT_HOST, port, database, false);
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
