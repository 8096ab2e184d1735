package io.pointsman.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Java program to be started as a child, on a leash. Immutable but for its {@code with…} copies.
 *
 * @param name a short name for messages and the log file, such as {@code conductor}
 * @param javaHome the JDK or JRE that runs it
 * @param jvmOptions options of the JVM, the leash among them
 * @param target {@code -jar X} or {@code -cp X Main}
 * @param arguments the program's own
 * @param environment added to this process's own
 */
public record JavaProgram(
    String name,
    Path javaHome,
    List<String> jvmOptions,
    List<String> target,
    List<String> arguments,
    Map<String, String> environment) {

  public JavaProgram {
    jvmOptions = List.copyOf(jvmOptions);
    target = List.copyOf(target);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A main class on a class path, run by this process's own JDK. */
  public static JavaProgram ofMain(
      StackPaths paths, String name, String classPath, String mainClass) {
    return new JavaProgram(
        name,
        ownJavaHome(),
        List.of(Owner.leashOption(paths)),
        List.of("-cp", classPath, mainClass),
        List.of(),
        Map.of());
  }

  /** An executable jar, run by this process's own JDK. */
  public static JavaProgram ofJar(StackPaths paths, String name, String jar) {
    return new JavaProgram(
        name,
        ownJavaHome(),
        List.of(Owner.leashOption(paths)),
        List.of("-jar", jar),
        List.of(),
        Map.of());
  }

  /**
   * A program of ours, small: the main of a module, with what its libraries need opened.
   *
   * @param module such as {@code workers}
   */
  public static JavaProgram ofModule(
      StackPaths paths, String name, String module, String mainClass) {
    return ofMain(paths, name, paths.classPath(module), mainClass)
        .withJvmOptions("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .withJvmOptions(
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");
  }

  /** The JDK that runs this process. */
  static Path ownJavaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** With options of the JVM added. */
  public JavaProgram withJvmOptions(List<String> more) {
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(more);
    return new JavaProgram(name, javaHome, all, target, arguments, environment);
  }

  /** With options of the JVM added. */
  public JavaProgram withJvmOptions(String... more) {
    return withJvmOptions(List.of(more));
  }

  /** With arguments added. */
  public JavaProgram withArguments(String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new JavaProgram(name, javaHome, jvmOptions, target, all, environment);
  }

  /** With environment variables added. */
  public JavaProgram withEnvironment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(more);
    return new JavaProgram(name, javaHome, jvmOptions, target, arguments, all);
  }

  /** Run by another JDK. */
  public JavaProgram withJavaHome(Path home) {
    return new JavaProgram(name, home, jvmOptions, target, arguments, environment);
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(jvmOptions);
    command.addAll(target);
    command.addAll(arguments);
    return command;
  }
}
