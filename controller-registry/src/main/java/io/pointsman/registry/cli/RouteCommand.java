package io.pointsman.registry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.ByteSizes;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Percent;
import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.RoutingTableParser;
import io.pointsman.decider.RoutingTableWriter;
import io.pointsman.decider.TableDifference;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.GuardText;
import io.pointsman.registry.api.MatchText;
import io.pointsman.registry.api.RampText;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    description = "Shows and changes the routing table.",
    footer = {
      "%nExamples:",
      "  pointsman route list",
      "  pointsman route set tier-3 --percent 2.5 --why 'first week was clean'",
      "  pointsman route export > routes.yaml",
      "  pointsman route diff routes.yaml",
      "  pointsman route apply routes.yaml --dry-run --why review",
      "  pointsman route apply routes.yaml --why 'reviewed in the repository'",
      "  pointsman route undo --why 'not what was meant'"
    })
final class RouteCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The rules in the order in which they are asked.")
  int list(@Mixin RegistryOptions registry) throws RegistryException {
    RegistryClient client = registry.client();
    TableRevision newest = client.routingTable();
    RoutingTable table = newest.table();
    Map<String, RampView> ramps =
        client.ramps().stream().collect(Collectors.toMap(RampView::rule, ramp -> ramp));
    TextTable rules = new TextTable("RULE", "MATCH", "SPARK", "SHADOW", "RAMP", "GUARD");
    for (Rule rule : table.rules()) {
      RampView ramp = ramps.get(rule.id());
      RouteSetting setting = rule.route().at(ramp == null ? 0 : ramp.state().step());
      rules.row(
          rule.id(),
          MatchText.of(rule.match()),
          setting.sparkShare(),
          setting.shadowPercent(),
          ramp == null ? null : RampText.step(ramp),
          GuardText.of(rule.guard()));
    }
    rules.row(
        Rule.DEFAULT,
        "everything else",
        table.defaultRoute().sparkShare(),
        table.defaultRoute().shadowPercent(),
        null,
        null);
    registry.print(
        newest,
        rules
            + "\n\nRevision "
            + newest.revision()
            + " by "
            + newest.actor()
            + ": "
            + newest.why()
            + "\nKill switch: "
            + (table.killSwitch().engaged() ? "ENGAGED, everything goes to LEGACY" : "released")
            + "\nShadow budget: "
            + table.shadowBudget().atOnce()
            + " at once, "
            + ByteSizes.rounded(table.shadowBudget().bytesPerDay())
            + " a day, "
            + table.shadowBudget().hours()
            + " h each (pointsman proofs shadows says how much is taken)"
            + "\nPins: "
            + table.pins().size());
    return 0;
  }

  /** What a rule is set to. */
  static final class Setting {
    @Option(
        names = "--percent",
        paramLabel = "P",
        description = "Share of its movements that go to Spark, 0 to 100, two decimals.")
    private String percent;

    @Option(names = "--connector", description = "All of them to one connector: spark or legacy.")
    private Connector connector;
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Sets where one rule, or 'default', sends its movements.")
  int set(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "RULE", description = "The rule's id, or default.") String rule,
      @ArgGroup(multiplicity = "1") Setting setting,
      @Option(
              names = "--shadow",
              paramLabel = "P",
              description = "Share of its runs with a shadow; as it is when not given.")
          String shadow,
      @Option(
              names = "--revision",
              paramLabel = "N",
              description = "The revision that the change is meant for; the newest when not given.")
          Long revision)
      throws RegistryException {
    RegistryClient client = registry.client();
    TableRevision newest = client.routingTable();
    RouteSetting earlier = newest.table().route(rule);
    Percent shadowPercent = shadow == null ? earlier.shadowPercent() : percent("--shadow", shadow);
    RouteSetting wanted =
        setting.connector == null
            ? new RouteSetting.Split(percent("--percent", setting.percent), shadowPercent)
            : new RouteSetting.Fixed(setting.connector, shadowPercent);
    TableRevision now =
        client.putRoutingTable(
            newest.table().withRoute(rule, wanted),
            revision == null ? newest.revision() : revision,
            change.change());
    registry.print(
        now,
        now.revision() == newest.revision()
            ? rule + " is set so already (revision " + now.revision() + ")"
            : rule
                + ": "
                + earlier.sparkShare()
                + " -> "
                + wanted.sparkShare()
                + " to Spark (revision "
                + now.revision()
                + ")");
    return 0;
  }

  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = "Replaces the whole table by a document, YAML or JSON.")
  int apply(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Parameters(paramLabel = "FILE", description = "The document; - for standard input.")
          Path file,
      @Option(
              names = "--revision",
              paramLabel = "N",
              description =
                  "The revision that the document was made on; the newest when not given.")
          Long revision,
      @Option(
              names = "--rebucket",
              description = "Let the document change the salt: every movement gets a new bucket.")
          boolean rebucket,
      @Option(
              names = "--dry-run",
              description = "Only show what would differ and which movements would change track.")
          boolean dryRun)
      throws RegistryException, IOException {
    String document = Documents.read(file);
    if (dryRun) {
      SimulationText text =
          new SimulationText(
              registry.client().simulate(new SimulationRequest(document, null, null, null)), false);
      registry.print(text.document(), text + "\nNothing was changed.");
      return 0;
    }
    RegistryClient client = registry.client();
    long newest = client.routingTable().revision();
    TableRevision now =
        client.putRoutingTable(
            document, revision == null ? newest : revision, change.change(), rebucket);
    registry.print(
        now,
        now.revision() == newest
            ? "Nothing changed: revision " + newest + " is that document already"
            : "Revision " + now.revision() + " is in force");
    return 0;
  }

  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Shows where a document and the registry differ; exits with 1 when they do.")
  int diff(
      @Mixin RegistryOptions registry,
      @Parameters(paramLabel = "FILE", description = "The document; - for standard input.")
          Path file)
      throws RegistryException, IOException {
    RoutingTable document = RoutingTableParser.parse(Documents.read(file));
    TableRevision newest = registry.client().routingTable();
    List<TableDifference> differences = TableDifference.between(newest.table(), document);
    boolean same = differences.isEmpty();
    ObjectNode answer = WireJson.mapper().createObjectNode();
    answer.put("ok", same);
    answer
        .putArray("checks")
        .addObject()
        .put("name", "the document is what the registry has")
        .put("ok", same)
        .put("figure", differences.size())
        .put("unit", "differences");
    answer.put("revision", newest.revision());
    answer.put("actor", newest.actor());
    answer.put("why", newest.why());
    answer.set("differences", WireJson.mapper().valueToTree(differences));
    registry.print(
        answer,
        same
            ? "Revision " + newest.revision() + " is that document"
            : differences.stream().map(TableDifference::toString).collect(Collectors.joining("\n"))
                + "\n\n"
                + differences.size()
                + " differences, from revision "
                + newest.revision()
                + " by "
                + newest.actor()
                + " ("
                + newest.why()
                + ") to the document");
    return same ? 0 : RegistryCommand.REFUSED;
  }

  @Command(
      name = "undo",
      mixinStandardHelpOptions = true,
      description = "Puts an earlier revision's table in force again, as a new revision.")
  int undo(
      @Mixin RegistryOptions registry,
      @Mixin ChangeOptions change,
      @Option(
              names = "--to",
              paramLabel = "N",
              description = "The revision; the one before the newest when not given.")
          Long to,
      @Option(names = "--rebucket", description = "Let it change the salt back.") boolean rebucket)
      throws RegistryException {
    RegistryClient client = registry.client();
    TableRevision newest = client.routingTable();
    long wanted = to == null ? newest.revision() - 1 : to;
    TableRevision earlier =
        client
            .routingTable(wanted)
            .orElseThrow(
                () -> new IllegalArgumentException("There is no revision " + wanted + " to go to"));
    TableRevision now =
        client.putRoutingTable(
            RoutingTableWriter.yaml(earlier.table()), newest.revision(), change.change(), rebucket);
    registry.print(
        now,
        now.revision() == newest.revision()
            ? "Nothing changed: revision " + newest.revision() + " is that table already"
            : "Revision " + now.revision() + " is in force: the table of revision " + wanted);
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Prints the newest table as its document.")
  int export(@Mixin RegistryOptions registry) throws RegistryException {
    RoutingTable table = registry.client().routingTable().table();
    registry.print(table, RoutingTableWriter.yaml(table));
    return 0;
  }

  private static Percent percent(String option, String text) {
    try {
      return Percent.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
