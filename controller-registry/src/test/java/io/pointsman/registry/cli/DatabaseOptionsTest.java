package io.pointsman.registry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.store.DatabaseAddress.SqliteFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class DatabaseOptionsTest {
  @TempDir private Path directory;

  @Command(name = "some")
  private static final class SomeCommand {
    @Mixin private DatabaseOptions database;
  }

  private static DatabaseOptions parsed(String... words) {
    SomeCommand command = new SomeCommand();
    new CommandLine(command).parseArgs(words);
    return command.database;
  }

  @Test
  void aFolderThatIsNotThereIsMadeForItsFile() throws Exception {
    Path folder = directory.resolve("some").resolve("folder");

    assertThat(parsed("--dir", folder.toString()).address())
        .isEqualTo(new SqliteFile(folder.resolve("registry.db")));
    assertThat(folder).isDirectory();
  }

  @Test
  void withoutAWordItIsAFileHere() throws Exception {
    assertThat(parsed().address()).isEqualTo(new SqliteFile(Path.of("registry.db")));
  }

  @Test
  void aFolderAndADatabaseAreOneTooMany() {
    DatabaseOptions both = parsed("--dir", directory.toString(), "--database", "other.db");

    assertThatThrownBy(both::address)
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("leave one of them out");
  }
}
