package io.pointsman.registry.cli;

import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.TestDatabase;
import io.pointsman.registry.TestRegistry;
import io.pointsman.registry.client.RegistryToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RegistryCommandTest {
  private static final String MOVEMENT = TestRegistry.MOVEMENT.id();

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() {
    registry = TestRegistry.empty(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** What a command printed, and how it ended. */
  private record Printed(int status, String out, String errors) {
    JsonNode json() throws IOException {
      return WireJson.mapper().readTree(out);
    }
  }

  @Test
  void aRuleIsListedSetAndListedAgain() throws IOException {
    assertThat(run("route", "list").out()).contains("default  everything else  0.00 %");
    Printed set = run("route", "set", "default", "--percent", "12.5", "--why", "try");
    assertThat(set.out()).isEqualTo("default: 0.00 % -> 12.50 % to Spark (revision 2)\n");
    assertThat(run("route", "list", "--json").json().at("/table/default/route/sparkPercent"))
        .hasToString("12.5");
    assertThat(run("route", "set", "default", "--percent", "12.5", "--why", "again").out())
        .contains("is set so already (revision 2)");
    assertThat(run("route", "set", "default", "--connector", "spark", "--why", "all").out())
        .contains("12.50 % -> 100.00 %");
  }

  @Test
  void aChangeNeedsAReasonAndAValidPercentage() {
    assertThat(run("route", "set", "default", "--percent", "1"))
        .matches(printed -> printed.status() == 2)
        .matches(printed -> printed.errors().contains("Missing required option: '--why=REASON'"));
    Printed invalid = run("route", "set", "default", "--percent", "101", "--why", "x");
    assertThat(invalid.status()).isEqualTo(1);
    assertThat(invalid.errors())
        .isEqualTo("pointsman: --percent is 101; 0 to 100 with at most two decimals\n");
    Printed unknown = run("route", "set", "tier-9", "--percent", "1", "--why", "x");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.errors()).contains("There is no rule 'tier-9'");
    Printed stale =
        run("route", "set", "default", "--percent", "1", "--why", "x", "--revision", "7");
    assertThat(stale.status()).isEqualTo(1);
    assertThat(stale.errors()).contains("made on revision 7", "the newest is 1");
  }

  @Test
  void anExportedDocumentIsAppliedWithoutAChange() throws IOException {
    Path file = directory.resolve("routes.yaml");
    Files.writeString(
        file,
        """
        salt: pointsman
        rules: [{id: a, match: {cluster: "x-*"}, route: {sparkPercent: 25}}]
        default: {route: {connector: legacy}}
        """);
    assertThat(run("route", "apply", file.toString(), "--why", "review").out())
        .isEqualTo("Revision 2 is in force\n");
    Files.writeString(file, run("route", "export").out());
    assertThat(run("route", "apply", file.toString(), "--why", "again").out())
        .isEqualTo("Nothing changed: revision 2 is that document already\n");
    Files.writeString(file, "salt: pointsman\nrules: [{id: a, ramp: []}]\n");
    Printed refused = run("route", "apply", file.toString(), "--why", "bad");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors())
        .contains("rules[0].ramp: has 0 steps", "rules[0].match: is missing", "default:");
    Printed missing = run("route", "apply", directory.resolve("none").toString(), "--why", "x");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.errors()).contains("none");
  }

  @Test
  void theKillSwitchIsThrownAndReleased() throws IOException {
    assertThat(run("kill", "on", "--why", "incident 7").out())
        .isEqualTo("The kill switch is engaged: new decisions go to LEGACY (revision 2)\n");
    assertThat(run("route", "list").out()).contains("Kill switch: ENGAGED");
    assertThat(run("kill", "off", "--why", "over").status()).isZero();
    assertThat(run("route", "list", "--json").json().at("/table/killSwitch/engaged").asBoolean())
        .isFalse();
  }

  @Test
  void aMovementIsPinnedListedAndReleased() {
    assertThat(run("pin", "list").out()).isEqualTo("No movement is pinned.\n");
    Printed pinned =
        run(
            "pin",
            "add",
            MOVEMENT,
            "--connector",
            "spark",
            "--until",
            "2099-01-31",
            "--why",
            "trial",
            "--owner",
            "bob");
    assertThat(pinned.out()).contains("is pinned to SPARK until 2099-01-31 (revision 2)");
    assertThat(run("pin", "list").out()).contains(MOVEMENT, "SPARK", "2099-01-31", "bob", "trial");
    assertThat(run("pin", "remove", MOVEMENT, "--why", "over").status()).isZero();
    assertThat(run("pin", "remove", MOVEMENT, "--why", "over").errors()).contains("is not pinned");
  }

  @Test
  void howLongBackupsAreKeptIsSetAndListed() throws IOException {
    String uri = "s3://backups/x";
    Printed set =
        run("source", "set", "kept", "--backup-uri", uri, "--retention", "30d", "--why", "x");
    assertThat(set.status()).isZero();
    assertThat(run("source", "list").out()).contains("KEPT FOR", "PT720H");
    Printed odd =
        run("source", "set", "kept", "--backup-uri", uri, "--retention", "soon", "--why", "x");
    assertThat(odd.status()).isEqualTo(1);
    assertThat(odd.errors())
        .isEqualTo(
            "pointsman: 'soon' is no duration; expected one such as 90m, 26h, 30d or PT26H\n");
    Printed never =
        run("source", "set", "kept", "--backup-uri", uri, "--retention", "0d", "--why", "x");
    assertThat(never.status()).isEqualTo(1);
    assertThat(never.errors()).contains("retention", "longer than nothing");
  }

  @Test
  void sourcesCatalogsAndMovementsAreSetListedAndRemoved() throws IOException {
    furnish();
    assertThat(run("source", "list").out()).contains("members", "s3://backups/x", "auto");
    assertThat(run("catalog", "list", "--json").json().at("/0/properties/type").asText())
        .isEqualTo("rest");
    Path file = directory.resolve("movements.csv");
    Files.writeString(file, "source,destination,cohort\nmembers/ks/profiles,lake.ns.profiles,t1\n");
    assertThat(run("import", file.toString()).out())
        .isEqualTo("1 movements added, 0 changed, 0 as they were\n");
    assertThat(run("audit", "--limit", "1").out()).contains("import of movements.csv");
    assertThat(run("movements").out()).contains(MOVEMENT, "t1");
    assertThat(
            run(
                    "movements",
                    "set",
                    MOVEMENT,
                    "--cohort",
                    "t2",
                    "--label",
                    "team=x",
                    "--max-backup-age",
                    "26h",
                    "--on-no-backup",
                    "refused",
                    "--why",
                    "y")
                .status())
        .isZero();
    assertThat(run("movements", "--json").json().at("/0/maxBackupAge").asText()).isEqualTo("PT26H");
    assertThat(run("source", "remove", "members", "--why", "x").errors())
        .contains("is named by 1 movement");
    assertThat(run("movements", "remove", MOVEMENT, "--why", "x").status()).isZero();
    assertThat(run("source", "remove", "members", "--why", "x").status()).isZero();
    assertThat(run("catalog", "remove", "lake", "--why", "x").status()).isZero();
  }

  @Test
  void aRunIsExplained() throws Exception {
    furnish();
    run("route", "set", "default", "--percent", "100", "--why", "all");
    var decision = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(served(decision, Connector.SPARK));
    String text = run("explain", "run-1").out();
    assertThat(text)
        .contains("Run        run-1, execution 1")
        .contains("Decided    SPARK: the default sends 100.00 % to Spark")
        .contains("gives bucket " + decision.bucket() + " of 10000")
        .contains("Replayed   the same route")
        .contains("Outcome    served by SPARK, 200000 rows in 12.5 s, snapshot 4711");
    JsonNode json = run("explain", "run-1", "--json").json();
    assertThat(json.at("/0/explanation/replayed").asBoolean()).isTrue();
    assertThat(run("explain", "none").errors()).contains("knows no run 'none'");
  }

  @Test
  void aRegistryThatDoesNotAnswerIsSaidSo() {
    String uri = registry.uri().toString();
    registry.close();
    Printed printed = execute("route", "list", "--registry", uri);
    assertThat(printed.status()).isEqualTo(3);
    assertThat(printed.errors()).contains("does not answer", "Start one with 'pointsman registry'");
    registry = TestRegistry.empty(kind, directory);
  }

  @Test
  void aRegistryStartsByCommandPrintsItsAddressAndEndsWithItsProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RegistryCommand.class.getName(),
                "registry",
                "--port",
                "0",
                "--json",
                "--database",
                directory.resolve("deep/down/own.db").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      String uri = WireJson.mapper().readTree(lines.readLine()).get("uri").asText();
      Path token = directory.resolve("deep/down/own.token");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
          .isEqualTo("rw-------");
      String[] list = {"route", "list", "--registry", uri, "--token-file", token.toString()};
      assertThat(execute(list).status()).isZero();
      Printed denied = execute("route", "list", "--registry", uri);
      assertThat(denied.status()).isEqualTo(4);
      assertThat(denied.errors()).contains("the file registry.token", "POINTSMAN_TOKEN");
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(execute("route", "list", "--registry", uri).status()).isEqualTo(3);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anAddressThatOthersReachIsRefusedUnlessAllowed() {
    Printed printed =
        execute(
            "registry",
            "--host",
            "0.0.0.0",
            "--port",
            "0",
            "--database",
            directory.resolve("x.db").toString());
    assertThat(printed.status()).isEqualTo(1);
    assertThat(printed.errors()).contains("a proxy that ends TLS");
  }

  @Test
  void aTokenIsIssuedListedUsedAndRevoked() throws Exception {
    Path file = directory.resolve("ana.token");
    Printed issued =
        run(
            "token",
            "issue",
            "ana",
            "--role",
            "viewer",
            "--for",
            "90d",
            "--to",
            file.toString(),
            "--why",
            "on call");
    assertThat(issued.out()).isEqualTo("The token 'ana' is in " + file + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String[] who = {
      "token", "who-am-i", "--registry", registry.uri().toString(), "--token-file", file.toString()
    };
    assertThat(execute(who).out()).isEqualTo("ana: viewer\n");
    assertThat(run("token", "list").out())
        .contains("default", "service, approver", "ana", "viewer", "good until")
        .doesNotContain(Files.readString(file).strip());
    assertThat(run("token", "revoke", "ana", "--why", "left").status()).isZero();
    Printed refused = execute(who);
    assertThat(refused.status()).isEqualTo(4);
    assertThat(refused.errors()).contains("revoked").doesNotContain(Files.readString(file).strip());
    assertThat(run("token", "issue", "ana", "--role", "viewer", "--why", "back").errors())
        .contains("There is or was a token 'ana'");
    assertThat(run("audit").out()).contains("token/ana", "on call", "left");
  }

  @Test
  void aTokenIsIssuedOnTheDatabaseWhenThereIsNone() throws Exception {
    Path database = directory.resolve("registry.db");
    if (kind != TestDatabase.SQLITE) {
      return;
    }
    Printed issued =
        execute(
            "token",
            "issue",
            "again",
            "--role",
            "approver,service",
            "--database",
            database.toString(),
            "--why",
            "the other one is lost");
    assertThat(issued.status()).as(issued.errors()).isZero();
    assertThat(registry.client(RegistryToken.of(issued.out())).whoAmI().name()).isEqualTo("again");
    assertThat(execute("token", "list", "--database", database.toString()).out()).contains("again");
    assertThat(execute("token", "list", "--dir", directory.toString()).out()).contains("again");
    Printed both = execute("token", "list", "--dir", "d", "--database", database.toString());
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.errors()).contains("--dir and --database both say where the database is");
    assertThat(run("audit", "--limit", "1").out()).contains("database", "the other one is lost");
  }

  @Test
  void everyCommandExplainsItself() {
    for (CommandLine command : RegistryCommand.commandLine().getSubcommands().values()) {
      assertThat(command.getCommandSpec().usageMessage().description())
          .as(command.getCommandName())
          .isNotEmpty();
      assertThat(execute(command.getCommandName(), "--help").status()).isZero();
    }
  }

  private void furnish() {
    assertThat(
            run("source", "set", "members", "--backup-uri", "s3://backups/x", "--why", "setup")
                .status())
        .isZero();
    assertThat(
            run(
                    "catalog",
                    "set",
                    "lake",
                    "--property",
                    "type=rest",
                    "--property",
                    "uri=http://127.0.0.1:1",
                    "--why",
                    "setup")
                .status())
        .isZero();
  }

  private Printed run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--registry");
    all.add(registry.uri().toString());
    all.add("--token-file");
    all.add(registry.tokenFile().toString());
    return execute(all.toArray(String[]::new));
  }

  private static Printed execute(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int status =
        RegistryCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true))
            .execute(arguments);
    return new Printed(status, out.toString(), errors.toString());
  }
}
