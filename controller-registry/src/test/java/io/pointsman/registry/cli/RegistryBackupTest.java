package io.pointsman.registry.cli;

import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.Decision;
import io.pointsman.decider.WireJson;
import io.pointsman.postgres.PostgresServer;
import io.pointsman.registry.TestDatabase;
import io.pointsman.registry.TestRegistry;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry's backup, taken while it decides, and put back. */
class RegistryBackupTest {
  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  @Test
  void aSqliteFileIsCopiedInUseAndPutBack() throws Exception {
    Path database = directory.resolve("registry.db");
    Path copy = directory.resolve("copies/registry.db");
    Decision before;
    FetchedCopy later;
    try (TestRegistry registry = TestRegistry.furnished(TestDatabase.SQLITE, directory)) {
      before = registry.client().decide(request("run-1"));
      Printed taken = run("registry", "backup", "--database", database, "--to", copy, "--json");
      assertThat(taken.status()).as(taken.errors()).isZero();
      assertThat(WireJson.mapper().readTree(taken.out()).path("revision").asLong()).isEqualTo(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
          .isEqualTo("rw-------");
      registry.setDefault("100");
      registry.client().decide(request("run-2"));
      later = registry.client().copy(null).orElseThrow();
      Printed inUse =
          run("registry", "restore", "--database", database, "--from", copy, "--replace");
      assertThat(inUse.status()).isEqualTo(1);
      assertThat(inUse.errors()).contains("is in use");
    }
    Printed unasked = run("registry", "restore", "--database", database, "--from", copy);
    assertThat(unasked.errors()).contains("--replace");
    Printed restored =
        run("registry", "restore", "--database", database, "--from", copy, "--replace");
    assertThat(restored.status()).as(restored.errors()).isZero();
    assertThat(database.resolveSibling("registry.db.before-restore")).exists();
    try (TestRegistry registry = TestRegistry.empty(TestDatabase.SQLITE, directory)) {
      assertThat(registry.client().routingTable().revision()).isEqualTo(1);
      assertThat(registry.client().decision("run-1")).hasValue(before);
      assertThat(registry.client().decision("run-2")).isEmpty();
      assertThat(registry.client().copy(later.etag()))
          .as("a worker that saw more is told of the less")
          .isPresent();
    }
  }

  @Test
  void whatIsNoBackupIsNotPutBackAndNothingIsReplacedUnasked() throws Exception {
    Path junk = directory.resolve("junk.db");
    Files.writeString(junk, "no database");
    Path database = directory.resolve("registry.db");
    assertThat(run("registry", "restore", "--from", junk, "--database", database).errors())
        .contains("is no database of a registry");
    assertThat(database).doesNotExist();
    assertThat(run("registry", "backup", "--database", database, "--to", junk).errors())
        .contains("There is no file");
    TestRegistry.empty(TestDatabase.SQLITE, directory).close();
    assertThat(run("registry", "backup", "--database", database, "--to", junk).errors())
        .contains("a backup replaces nothing");
    assertThat(junk).hasContent("no database");
    assertThat(
            run("registry", "backup", "--database", "jdbc:postgresql://db/p", "--to", "x").errors())
        .contains("pg_dump");
  }

  @Test
  void aPostgresDatabaseIsDumpedInUseAndRestoredAsTheDocsSay() throws Exception {
    Path dump = directory.resolve("registry.dump");
    Decision before;
    try (TestRegistry registry = TestRegistry.furnished(TestDatabase.POSTGRESQL, directory)) {
      before = registry.client().decide(request("run-1"));
      tool(directory, "pg_dump", "--format=custom", "--file=" + dump);
      registry.setDefault("100");
    }
    TestDatabase.POSTGRESQL.in(elsewhere);
    tool(elsewhere, "pg_restore", "--no-owner", "--exit-on-error", dump.toString());
    Files.copy(directory.resolve("registry.token"), elsewhere.resolve("registry.token"));
    try (TestRegistry registry = TestRegistry.empty(TestDatabase.POSTGRESQL, elsewhere)) {
      assertThat(registry.client().routingTable().revision()).isEqualTo(1);
      assertThat(registry.client().decision("run-1")).hasValue(before);
      registry.setDefault("50");
      assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    }
  }

  /** One of PostgreSQL's own, on the database of a directory. */
  private void tool(Path of, String name, String... arguments)
      throws IOException, InterruptedException {
    PostgresDatabase database = (PostgresDatabase) TestDatabase.POSTGRESQL.in(of);
    URI address = URI.create(database.url().substring("jdbc:".length()));
    List<String> command = new ArrayList<>();
    command.add(PostgresServer.binaries().orElseThrow().resolve(name).toString());
    command.add("--host=" + address.getHost());
    command.add("--port=" + address.getPort());
    command.add("--username=" + database.login().user());
    command.add("--dbname=" + address.getPath().substring(1));
    command.addAll(List.of(arguments));
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("PGPASSWORD", database.login().password());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private record Printed(int status, String out, String errors) {}

  private static Printed run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int status =
        RegistryCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true))
            .execute(words);
    return new Printed(status, out.toString(), errors.toString());
  }
}
