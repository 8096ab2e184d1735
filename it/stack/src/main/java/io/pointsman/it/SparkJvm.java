package io.pointsman.it;

import java.util.List;
import java.util.stream.Stream;

/** What Spark's own launcher gives its drivers' JVMs, for drivers that are started without it. */
public final class SparkJvm {
  /** For any Spark on a JDK 17. */
  public static final List<String> OPTIONS =
      Stream.concat(
              Stream.of("-XX:+UseSerialGC", "-Djdk.reflect.useDirectMethodHandle=false"),
              Stream.of(
                      "java.lang",
                      "java.lang.invoke",
                      "java.lang.reflect",
                      "java.io",
                      "java.net",
                      "java.nio",
                      "java.util",
                      "java.util.concurrent",
                      "java.util.concurrent.atomic",
                      "jdk.internal.ref",
                      "sun.nio.ch",
                      "sun.nio.cs",
                      "sun.security.action",
                      "sun.util.calendar")
                  .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
          .toList();

  private SparkJvm() {}
}
