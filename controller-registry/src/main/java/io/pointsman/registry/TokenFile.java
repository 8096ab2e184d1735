package io.pointsman.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file with a token: its owner's alone from its first byte on. */
public final class TokenFile {
  private TokenFile() {}

  /**
   * Where a registry on a SQLite file puts the token that it makes for itself: {@code
   * registry.token} beside {@code registry.db}.
   */
  public static Path beside(Path database) {
    String name = database.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return database.resolveSibling(name + ".token");
  }

  /** Writes one, in the place of an earlier one if there was one. */
  public static void write(Path file, String secret) {
    Path absolute = file.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Path fresh =
          Files.createTempFile(
              absolute.getParent(),
              ".token",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, (secret + "\n").getBytes(StandardCharsets.US_ASCII));
      Files.move(fresh, absolute, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the token to " + absolute, e);
    }
  }
}
