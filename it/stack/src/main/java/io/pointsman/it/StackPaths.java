package io.pointsman.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the built modules lie.
 *
 * @param home the root of the checkout, absolute
 */
public record StackPaths(Path home) {

  /** The system property that names the root of the checkout; {@code ./pointsman} sets it. */
  public static final String HOME_PROPERTY = "pointsman.home";

  /**
   * The system property that names a folder of copies of the modules' jars, so that a build does
   * not exchange a jar under a process that runs; optional.
   */
  public static final String LIBRARY_PROPERTY = "pointsman.lib";

  public StackPaths {
    home = home.toAbsolutePath().normalize();
  }

  /**
   * From {@value #HOME_PROPERTY}.
   *
   * @throws IllegalStateException when the property is not set or names no checkout
   */
  public static StackPaths fromSystemProperty() {
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null || !Files.isRegularFile(Path.of(home, "it", "pom.xml"))) {
      throw new IllegalStateException(
          "The system property "
              + HOME_PROPERTY
              + " must name the root of Pointsman's checkout, but is "
              + home
              + ". Start through ./pointsman, or set it.");
    }
    return new StackPaths(Path.of(home));
  }

  /**
   * The class path of a module's dependencies, which its build wrote.
   *
   * @param module such as {@code it/s3-server}
   */
  public String dependencies(String module) {
    String library = System.getProperty(LIBRARY_PROPERTY);
    String built = classPathFile(module, "classpath.txt");
    return library == null ? built : withCopies(built, Path.of(library));
  }

  /** Entries of which the library has a copy are replaced by the copy. */
  private static String withCopies(String classPath, Path library) {
    return Stream.of(classPath.split(":"))
        .map(
            entry -> {
              Path copy = library.resolve(Path.of(entry).getFileName());
              return Files.isRegularFile(copy) ? copy.toString() : entry;
            })
        .collect(Collectors.joining(":"));
  }

  /** A class path that a module's build wrote below {@code target/} with another name. */
  String classPathFile(String module, String file) {
    Path path = target(module).resolve(file);
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot read " + path + ". Build the module: mvn -pl " + module + " package", e);
    }
  }

  /** The class path that runs a module's own main: its jar and its dependencies. */
  public String classPath(String module) {
    return String.join(":", List.of(jar(module).toString(), dependencies(module)));
  }

  /**
   * The jar of a module.
   *
   * @throws IllegalStateException when it is not built
   */
  public Path jar(String module) {
    String library = System.getProperty(LIBRARY_PROPERTY);
    Path target = library == null ? target(module) : Path.of(library);
    String artifact = Path.of(module).getFileName().toString();
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> isJarOf(artifact, file.getFileName().toString()))
          .findFirst()
          .orElseThrow(() -> notBuilt(module, target));
    } catch (IOException e) {
      throw notBuilt(module, target);
    }
  }

  private static boolean isJarOf(String artifact, String fileName) {
    return fileName.matches(
        java.util.regex.Pattern.quote(artifact) + "-\\d[^-]*(-SNAPSHOT)?\\.jar");
  }

  private static IllegalStateException notBuilt(String module, Path target) {
    return new IllegalStateException(
        "There is no jar in " + target + ". Build the module: mvn -pl " + module + " package");
  }

  /** A module's folder of build results. */
  public Path target(String module) {
    return home.resolve(module).resolve("target");
  }

  /** The laid-out SPARK_HOME. */
  public Path sparkHome() {
    return home.resolve("spark-connector").resolve("target").resolve("spark-home");
  }
}
