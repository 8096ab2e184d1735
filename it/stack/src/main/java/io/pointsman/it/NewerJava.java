package io.pointsman.it;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Finds a newer Java than this process's own. */
final class NewerJava {
  private static final String HOME_PROPERTY = "conductor.java.home";

  private NewerJava() {}

  /**
   * The Java home that the system property {@code conductor.java.home} names; else this process's
   * own when it is new enough; else the oldest that is, of those installed beside it.
   *
   * @throws IllegalStateException when there is none
   */
  static Path home(int atLeast) {
    String named = System.getProperty(HOME_PROPERTY, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path own = JavaProgram.ownJavaHome();
    if (Runtime.version().feature() >= atLeast) {
      return own;
    }
    return beside(own, atLeast)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Needs a JDK "
                        + atLeast
                        + " or newer, and there is none beside "
                        + own
                        + ". Name one with -D"
                        + HOME_PROPERTY
                        + "=<its folder>"));
  }

  private static Optional<Path> beside(Path own, int atLeast) {
    Path parent = own.getParent();
    if (parent == null) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(parent)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin").resolve("java")))
          .filter(home -> feature(home) >= atLeast)
          .min(Comparator.comparingInt(NewerJava::feature));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The feature version that its {@code release} file tells, or 0. */
  private static int feature(Path home) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
      return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "0").replace("\"", ""))
          .feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
