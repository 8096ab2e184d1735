package io.pointsman.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A real browser, headless. Debian's package chromium. */
public final class Chromium {
  private static final long LIMIT_SECONDS = 120;

  private final Path program;
  private final Path dir;

  private Chromium(Path program, Path dir) {
    this.program = program;
    this.dir = dir;
  }

  /**
   * The browser of this machine; without one the test is skipped by name, or fails with CI=true.
   *
   * @param dir for its profile and output
   */
  public static Chromium require(Path dir) {
    Optional<Path> program =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "chromium"))
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      Assertions.fail("There is no chromium, and CI=true: install the package chromium");
    }
    Assumptions.assumeTrue(program.isPresent(), "There is no chromium on this machine");
    return new Chromium(program.orElseThrow(), dir);
  }

  /** The document as it stands after its scripts and styles ran. */
  public String document(URI page, int width) throws IOException, InterruptedException {
    Path output = Files.createTempFile(dir, "page", ".html");
    Process process =
        new ProcessBuilder(
                List.of(
                    program.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--user-data-dir=" + Files.createTempDirectory(dir, "profile"),
                    "--window-size=" + width + ",900",
                    "--dump-dom",
                    page.toString()))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException("chromium has not shown " + page + " in " + LIMIT_SECONDS + " s");
    }
    return Files.readString(output);
  }
}
