package io.pointsman.it.show;

import io.pointsman.it.StackPaths;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command works that plays on real parts, and how it shows what came of it. */
public final class ShowOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "folder for everything it writes; default one below .pointsman in the checkout")
  private Path dir;

  @Option(names = "--json", description = "print one JSON document instead of the table")
  private boolean json;

  /** The command's folder; it may not be there. */
  public Path folder(StackPaths paths) {
    Path chosen = dir == null ? paths.home().resolve(".pointsman").resolve(name()) : dir;
    return chosen.toAbsolutePath().normalize();
  }

  /** Takes the command's folder for a run. */
  public WorkDirectory take(StackPaths paths) throws IOException {
    return WorkDirectory.take(folder(paths), name());
  }

  /** Whether one JSON document is wanted. */
  public boolean json() {
    return json;
  }

  /** The first word after {@code ./pointsman}. */
  private String name() {
    CommandSpec top = command;
    while (top.parent() != null) {
      top = top.parent();
    }
    return top.name();
  }
}
