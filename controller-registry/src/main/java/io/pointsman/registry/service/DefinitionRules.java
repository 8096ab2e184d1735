package io.pointsman.registry.service;

import io.pointsman.decider.DestinationTable;
import io.pointsman.decider.SourceTable;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.Problem.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a definition must be like before it is kept: above all, it holds no secret. */
final class DefinitionRules {
  private static final Pattern BACKUP_URI =
      Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_.=/-]*)?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final Set<String> CONSISTENCIES =
      Set.of("ALL", "LOCAL_ALL", "LOCAL_QUORUM", "ONE");
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|passw|token|credential|authorization|access-?key|private-?key|api-?key|sas-");

  /** Settings that speak about a secret without being one. */
  private static final Pattern ABOUT_SECRETS =
      Pattern.compile(".*(-enabled|-provider|-provider\\.name|-ms|-uri|-endpoint|-type)");

  private static final Pattern SECRET_IN_URI =
      Pattern.compile("(?i)://[^/@\\s]*:[^/@\\s]*@|[?&;](password|token|secret)=");
  private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);
  private static final int LONGEST = 2000;
  private static final int MOST_ENTRIES = 200;

  private final List<Fault> faults = new ArrayList<>();

  private DefinitionRules() {}

  static List<Fault> faults(SourceDefinition source) {
    DefinitionRules rules = new DefinitionRules();
    rules.check(
        SourceTable.isClusterName(source.name()),
        "name",
        source.name(),
        "letters, digits, '_', '.' and '-' are allowed");
    rules.check(
        source.backupUri() != null && BACKUP_URI.matcher(source.backupUri()).matches(),
        "backupUri",
        source.backupUri(),
        "expected s3://bucket/prefix, the bucket with 3 to 63 of a-z, 0-9, '.' and '-'");
    rules.check(
        source.layout() != null && WORD.matcher(source.layout()).matches(),
        "layout",
        source.layout(),
        "expected the layout of the backups, such as medusa");
    rules.optional("region", source.region(), WORD, "expected a region, such as eu-west-1");
    if (source.endpoint() != null) {
      rules.check(
          isHttp(source.endpoint()),
          "endpoint",
          source.endpoint(),
          "expected an http or https URL without user, query and fragment");
    }
    rules.check(
        source.consistency() == null || CONSISTENCIES.contains(source.consistency()),
        "consistency",
        source.consistency(),
        "it is one of ALL, LOCAL_ALL, LOCAL_QUORUM, ONE");
    rules.optional("credentials", source.credentials(), WORD, "expected the credentials' name");
    rules.check(
        source.retention() == null || source.retention().compareTo(LONGEST_RETENTION) <= 0,
        "retention",
        String.valueOf(source.retention()),
        "expected at most " + LONGEST_RETENTION.toDays() + " days");
    return rules.faults;
  }

  static List<Fault> faults(CatalogDefinition catalog) {
    DefinitionRules rules = new DefinitionRules();
    rules.check(
        DestinationTable.isCatalogName(catalog.name()),
        "name",
        catalog.name(),
        "letters, digits, '_' and '-' are allowed");
    rules.check(
        catalog.properties().containsKey("type")
            || catalog.properties().containsKey("catalog-impl"),
        "properties.type",
        null,
        "expected Iceberg's catalog type, such as rest or jdbc, or a catalog-impl");
    rules.noSecrets("properties", catalog.properties());
    rules.optional("credentials", catalog.credentials(), WORD, "expected the credentials' name");
    return rules.faults;
  }

  static List<Fault> faults(MovementDefinition definition) {
    DefinitionRules rules = new DefinitionRules();
    rules.bounded("movement.cohort", definition.movement().cohort());
    rules.bounded("owner", definition.owner());
    rules.bounded("movement.labels", definition.movement().labels());
    rules.noSecrets("legacy", definition.legacy());
    return rules.faults;
  }

  private void noSecrets(String path, Map<String, String> values) {
    bounded(path, values);
    values.forEach(
        (key, value) -> {
          String lower = key.toLowerCase(Locale.ROOT);
          boolean secret =
              SECRET_KEY.matcher(lower).find() && !ABOUT_SECRETS.matcher(lower).matches();
          if (secret || SECRET_IN_URI.matcher(value).find()) {
            // The value is not repeated: it would end up in logs.
            faults.add(
                new Fault(
                    path + "." + shown(key),
                    "looks like a secret; the registry keeps none. Give the credentials a name in"
                        + " 'credentials', and their values to the workers' environment"));
          }
        });
  }

  private void bounded(String path, Map<String, String> values) {
    if (values.size() > MOST_ENTRIES) {
      faults.add(
          new Fault(
              path, "has " + values.size() + " entries; at most " + MOST_ENTRIES + " are kept"));
      return;
    }
    values.forEach(
        (key, value) -> {
          bounded(path + "." + shown(key), key);
          bounded(path + "." + shown(key), value);
        });
  }

  private void bounded(String path, String value) {
    if (value != null && value.length() > LONGEST) {
      faults.add(
          new Fault(
              path, "has " + value.length() + " characters; at most " + LONGEST + " are kept"));
    }
  }

  private void optional(String path, String value, Pattern allowed, String expected) {
    check(value == null || allowed.matcher(value).matches(), path, value, expected);
  }

  private void check(boolean holds, String path, String value, String expected) {
    if (!holds) {
      faults.add(
          new Fault(
              path,
              value == null
                  ? "is missing; " + expected
                  : "is '" + shown(value) + "'; " + expected));
    }
  }

  private static boolean isHttp(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String shown(String value) {
    String cut = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
