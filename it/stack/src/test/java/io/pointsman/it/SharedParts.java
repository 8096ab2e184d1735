package io.pointsman.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the real parts to tests as parameters. Each is started once, when the first test asks for
 * it, and ended after the last test of this JVM.
 */
public final class SharedParts implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedParts.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == S3Server.class || type == ConductorServer.class || type == StackPaths.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == StackPaths.class) {
      return StackPaths.fromSystemProperty();
    }
    Started<?> started =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(type, key -> start(type), Started.class);
    return started.part();
  }

  private static Started<?> start(Class<?> type) {
    try {
      Path dir = Files.createTempDirectory("pointsman-it-");
      StackPaths paths = StackPaths.fromSystemProperty();
      if (type == S3Server.class) {
        return new Started<>(S3Server.start(paths, dir, System.err::println), dir);
      }
      return new Started<>(ConductorServer.start(paths, dir, System.err::println), dir);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start " + type.getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while starting " + type.getSimpleName(), e);
    }
  }

  private record Started<T extends AutoCloseable>(T part, Path dir)
      implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() throws Exception {
      part.close();
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
