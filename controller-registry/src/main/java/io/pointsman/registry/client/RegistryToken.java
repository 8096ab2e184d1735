package io.pointsman.registry.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * What proves to a registry who asks. It is never shown; {@link #toString} says where it comes
 * from.
 */
public final class RegistryToken {
  private static final String VARIABLE = "POINTSMAN_TOKEN";
  private static final String FILE_VARIABLE = "POINTSMAN_TOKEN_FILE";

  /** Where a registry that is started without further ado puts one. */
  private static final Path DEFAULT_FILE = Path.of("registry.token");

  private static final RegistryToken NONE = new RegistryToken("none was given", "", null);

  private final String origin;
  private final Path file;
  private String secret;
  private FileTime readAt;

  private RegistryToken(String origin, String secret, Path file) {
    this.origin = origin;
    this.secret = secret;
    this.file = file;
  }

  /** None: then the registry answers to almost nothing. */
  public static RegistryToken none() {
    return NONE;
  }

  public static RegistryToken of(String secret) {
    return of(secret, "the token that was given");
  }

  /**
   * A token.
   *
   * @param origin where it comes from, for messages
   */
  public static RegistryToken of(String secret, String origin) {
    return new RegistryToken(origin, secret.strip(), null);
  }

  /** One that lies in a file, which is read anew whenever it changes; it may come later. */
  public static RegistryToken inFile(Path file) {
    return new RegistryToken("the file " + file, "", file);
  }

  /**
   * The one that the environment names: {@code POINTSMAN_TOKEN}, or the file {@code
   * POINTSMAN_TOKEN_FILE}, or for a registry on this machine {@code registry.token} in the working
   * directory.
   */
  public static RegistryToken find(Map<String, String> environment, URI registry) {
    String secret = environment.getOrDefault(VARIABLE, "");
    if (!secret.isBlank()) {
      return of(secret, VARIABLE);
    }
    String file = environment.getOrDefault(FILE_VARIABLE, "");
    if (!file.isBlank()) {
      return inFile(Path.of(file));
    }
    // What lies about here is for nobody but this machine's own registry.
    return isHere(registry) ? inFile(DEFAULT_FILE) : NONE;
  }

  private static boolean isHere(URI registry) {
    try {
      return registry.getHost() != null
          && InetAddress.getByName(registry.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The value of the header {@code Authorization}, or empty when there is none now. */
  public synchronized Optional<String> authorization() {
    if (file != null) {
      readFile();
    }
    return secret.isEmpty() ? Optional.empty() : Optional.of("Bearer " + secret);
  }

  private void readFile() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(readAt)) {
        secret = Files.readString(file).strip();
        readAt = changed;
      }
    } catch (IOException e) {
      // The registry says what it misses; the file may come, or come back.
      secret = "";
      readAt = null;
    }
  }

  @Override
  public String toString() {
    return origin;
  }
}
