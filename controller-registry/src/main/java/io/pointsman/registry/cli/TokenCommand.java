package io.pointsman.registry.cli;

import io.pointsman.decider.Ages;
import io.pointsman.registry.TokenDesk;
import io.pointsman.registry.TokenFile;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.api.WhoAmI;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Who may come in, and what for. Roles: viewer reads; service is a worker's; operator changes",
      "what is moved where; approver also lets ramps go on, and issues tokens."
    },
    footer = {
      "%nExamples:",
      "  pointsman token issue worker-1 --role service --to worker-1.token --why 'a new worker'",
      "  pointsman token issue ana --role operator --for 90d --why 'on call'",
      "  pointsman token issue first --role approver --database jdbc:postgresql://db/pointsman --why x",
      "  pointsman token issue first --role approver --dir /var/lib/pointsman --why x",
      "  pointsman token list",
      "  pointsman token revoke ana --why 'left the team'",
      "  pointsman token who-am-i"
    })
final class TokenCommand {

  /** Straight on the database, where there is no token to ask the registry with. */
  static final class Desk {
    @Option(
        names = "--database",
        paramLabel = "FILE|URL",
        description = "Not over the registry, but straight on its database: needs no token.")
    private String database;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "The same, of a registry that was started with this --dir.")
    private Path dir;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
        names = "--database-login",
        paramLabel = "FILE",
        description = "Who connects to PostgreSQL, as 'pointsman registry' takes it.")
    private Path login;

    boolean asked() {
      return database != null || dir != null;
    }

    TokenDesk open() throws IOException {
      return TokenDesk.open(DatabaseOptions.address(command, database, dir, login));
    }
  }

  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = "Issues a token and shows it, this once.")
  int issue(
      @Mixin RegistryOptions registry,
      @Mixin Desk desk,
      @Parameters(
              paramLabel = "NAME",
              description = "Whose it is or what it is for; the audit says so. Given once.")
          String name,
      @Option(
              names = "--role",
              required = true,
              split = ",",
              paramLabel = "ROLE",
              description = "What it may do: viewer, service, operator or approver; repeatable.")
          Set<Role> roles,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              description = "How long it is good, such as 90d; without end if not said.")
          String time,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              description = "Put it into this file, its owner's alone, and do not show it.")
          Path file,
      @Mixin ChangeOptions change)
      throws RegistryException, IOException {
    TokenRequest request = new TokenRequest(name, roles, end(time));
    IssuedToken issued;
    if (desk.asked()) {
      try (TokenDesk tokens = desk.open()) {
        issued = tokens.issue(request, change.change());
      }
    } else {
      issued = registry.client().issueToken(request, change.change());
    }
    if (file == null) {
      registry.print(issued, issued.secret());
    } else {
      TokenFile.write(file, issued.secret());
      registry.print(
          Map.of("file", file.toString(), "token", issued.token()),
          "The token '" + name + "' is in " + file);
    }
    return 0;
  }

  private static Instant end(String time) {
    if (time == null) {
      return null;
    }
    Duration duration = Ages.parse(time);
    return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All tokens that there are or were; not what they are.")
  int list(@Mixin RegistryOptions registry, @Mixin Desk desk)
      throws RegistryException, IOException {
    List<TokenView> tokens;
    if (desk.asked()) {
      try (TokenDesk opened = desk.open()) {
        tokens = opened.list();
      }
    } else {
      tokens = registry.client().tokens();
    }
    TextTable table = new TextTable("NAME", "ROLES", "ISSUED", "BY", "STATE");
    for (TokenView token : tokens) {
      table.row(
          token.name(),
          words(token.roles()),
          token.issuedAt().truncatedTo(ChronoUnit.SECONDS),
          token.issuedBy(),
          state(token));
    }
    registry.print(tokens, table.toString());
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Ends a token, and every login of the page that was made with it.")
  int revoke(
      @Mixin RegistryOptions registry,
      @Mixin Desk desk,
      @Parameters(paramLabel = "NAME", description = "Which.") String name,
      @Mixin ChangeOptions change)
      throws RegistryException, IOException {
    TokenView revoked;
    if (desk.asked()) {
      try (TokenDesk tokens = desk.open()) {
        revoked = tokens.revoke(name, change.change());
      }
    } else {
      revoked = registry.client().revokeToken(name, change.change());
    }
    registry.print(
        revoked, "The token '" + name + "' is revoked; other registries follow within 5 s");
    return 0;
  }

  @Command(
      name = "who-am-i",
      mixinStandardHelpOptions = true,
      description = "How the registry knows you, and what you may do.")
  int whoAmI(@Mixin RegistryOptions registry) throws RegistryException {
    WhoAmI who = registry.client().whoAmI();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", who.name());
    document.put("roles", who.roles());
    registry.print(document, who.name() + ": " + words(who.roles()));
    return 0;
  }

  private static String words(Set<Role> roles) {
    return roles.stream().map(Role::word).collect(Collectors.joining(", "));
  }

  private static String state(TokenView token) {
    if (token.revokedAt() != null) {
      return "revoked "
          + token.revokedAt().truncatedTo(ChronoUnit.SECONDS)
          + " by "
          + token.revokedBy();
    }
    if (token.expiresAt() == null) {
      return "good";
    }
    return (token.valid(Instant.now()) ? "good until " : "over since ") + token.expiresAt();
  }
}
