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
    return type == S3Server.class
        || type == ConductorServer.class
        || type == SharedBackup.class
        || type == StackPaths.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == StackPaths.class) {
      return StackPaths.fromSystemProperty();
    }
    return part(type, context.getRoot());
  }

  private static Object part(Class<?> type, ExtensionContext root) {
    // Not computed inside the store: a part may need another one.
    Started<?> started = root.getStore(NAMESPACE).get(type, Started.class);
    if (started == null) {
      started = start(type, root);
      root.getStore(NAMESPACE).put(type, started);
    }
    return started.part();
  }

  private static Started<?> start(Class<?> type, ExtensionContext root) {
    try {
      Path dir = Files.createTempDirectory("pointsman-it-");
      StackPaths paths = StackPaths.fromSystemProperty();
      if (type == S3Server.class) {
        return new Started<>(S3Server.start(paths, dir, System.err::println), dir);
      }
      if (type == SharedBackup.class) {
        S3Server s3 = (S3Server) part(S3Server.class, root);
        return new Started<>(SharedBackup.make(paths, s3, dir, CassandraSettings.usual()), dir);
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
