package io.pointsman.registry.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pointsman.registry.notice.NoticeConfig.Lineage;
import io.pointsman.registry.notice.NoticeConfig.Webhook;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads whom the registry tells, from a file and from the environment. Secrets are only ever in the
 * environment; all faults are named at once.
 */
public final class NoticeConfigReader {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

  /** What the webhook of the environment alone is called. */
  private static final String FROM_ENVIRONMENT = "default";

  private static final String DEFAULT_NAMESPACE = "pointsman";
  private static final String LINEAGE_URL = "POINTSMAN_LINEAGE_URL";
  private static final String LINEAGE_TOKEN = "POINTSMAN_LINEAGE_TOKEN";
  private static final int SHORTEST_SECRET = 16;

  private final Map<String, String> environment;
  private final List<String> faults = new ArrayList<>();

  public NoticeConfigReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a file, or the environment alone.
   *
   * @param file null for the environment alone
   * @throws IllegalArgumentException naming every fault
   */
  public NoticeConfig read(Path file) {
    JsonNode document = document(file);
    NoticeConfig config = new NoticeConfig(webhooks(document), lineage(document));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The configuration of notices"
              + (file == null ? "" : " in " + file)
              + " cannot be used: "
              + String.join("; ", faults));
    }
    return config;
  }

  private JsonNode document(Path file) {
    if (file == null) {
      return MissingNode.getInstance();
    }
    try {
      JsonNode document = YAML.readTree(Files.readString(file));
      onlyFields("", document, Set.of("webhooks", "lineage"));
      return document;
    } catch (JsonProcessingException e) {
      faults.add("it is not YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      faults.add("it cannot be read: " + e);
    }
    return MissingNode.getInstance();
  }

  private List<Webhook> webhooks(JsonNode document) {
    List<Webhook> webhooks = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    int number = 0;
    for (JsonNode webhook : document.path("webhooks")) {
      String path = "webhooks[" + number++ + "]";
      onlyFields(path, webhook, Set.of("name", "url", "events"));
      String name = webhook.path("name").asText("");
      if (!NAME.matcher(name).matches()) {
        faults.add(path + ".name is '" + name + "'; a-z, 0-9 and '-' are allowed");
        continue;
      }
      add(webhooks, names, path, name, webhook.path("url").asText(""), events(path, webhook));
    }
    if (environment.containsKey("POINTSMAN_WEBHOOK_URL")) {
      String events = environment.getOrDefault("POINTSMAN_WEBHOOK_EVENTS", "");
      add(
          webhooks,
          names,
          "POINTSMAN_WEBHOOK",
          FROM_ENVIRONMENT,
          environment.get("POINTSMAN_WEBHOOK_URL"),
          kinds(
              "POINTSMAN_WEBHOOK_EVENTS",
              events.isBlank() ? NoticeKind.words() : List.of(events.split(","))));
    }
    return webhooks;
  }

  private void add(
      List<Webhook> webhooks,
      Set<String> names,
      String path,
      String name,
      String url,
      Set<NoticeKind> kinds) {
    if (!names.add(name)) {
      faults.add(path + ".name '" + name + "' is given twice");
    }
    String variable = secretVariable(name);
    String secret = environment.getOrDefault(variable, "");
    if (secret.length() < SHORTEST_SECRET) {
      faults.add(
          "the environment variable "
              + variable
              + " has to hold the secret that "
              + name
              + "'s messages are signed with, of "
              + SHORTEST_SECRET
              + " characters or more");
    }
    url(path + ".url", url).ifPresent(uri -> webhooks.add(new Webhook(name, uri, secret, kinds)));
  }

  private static String secretVariable(String name) {
    return name.equals(FROM_ENVIRONMENT)
        ? "POINTSMAN_WEBHOOK_SECRET"
        : "POINTSMAN_WEBHOOK_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_SECRET";
  }

  private Set<NoticeKind> events(String path, JsonNode webhook) {
    List<String> words = new ArrayList<>();
    webhook.path("events").forEach(event -> words.add(event.asText()));
    return kinds(path + ".events", words.isEmpty() ? NoticeKind.words() : words);
  }

  private Set<NoticeKind> kinds(String path, List<String> words) {
    Set<NoticeKind> kinds = EnumSet.noneOf(NoticeKind.class);
    for (String word : words) {
      Optional<NoticeKind> kind = NoticeKind.of(word.strip());
      kind.ifPresent(kinds::add);
      if (kind.isEmpty()) {
        faults.add(path + " has '" + word + "'; there are " + NoticeKind.words());
      }
    }
    return kinds;
  }

  private Optional<Lineage> lineage(JsonNode document) {
    JsonNode lineage = document.path("lineage");
    onlyFields("lineage", lineage, Set.of("url", "namespace"));
    String url = environment.getOrDefault(LINEAGE_URL, lineage.path("url").asText(""));
    if (url.isEmpty()) {
      if (lineage.isObject()) {
        faults.add("lineage.url is missing");
      }
      return Optional.empty();
    }
    String namespace = lineage.path("namespace").asText(DEFAULT_NAMESPACE);
    return url("lineage.url", url)
        .map(uri -> new Lineage(uri, environment.get(LINEAGE_TOKEN), namespace));
  }

  private Optional<URI> url(String path, String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Said below, without what may be a secret in it.
    }
    faults.add(path + " is no http or https URL without a user");
    return Optional.empty();
  }

  private void onlyFields(String path, JsonNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                faults.add(
                    (path.isEmpty() ? "" : path + ".")
                        + field
                        + " is no setting; there are "
                        + new TreeSet<>(known));
              }
            });
  }
}
