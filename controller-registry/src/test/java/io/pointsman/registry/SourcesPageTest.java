package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.DefinitionDocument;
import io.pointsman.registry.api.DefinitionYaml;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.client.RegistryException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources and catalogs: on the page, and as one document. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SourcesPageTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");
  private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([0-9a-f]*)\"");
  private static final CatalogDefinition LAKE =
      new CatalogDefinition("lake", Map.of("type", "rest", "uri", "https://c.example.org"), null);

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private String cookie;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.empty(kind, directory);
    cookie = registry.login(registry.secret());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aSourceIsMadeChangedAndForgottenByItsForms() throws Exception {
    assertThat(page("/sources"))
        .contains("No source is known", "No catalog is known", "href=\"/source\"");
    String form = "name=members&backupUri=s3://backups/m&layout=medusa&retention=30d&maxSkew=2h";
    assertThat(post("/source", form + "&version=&why=first").statusCode()).isEqualTo(303);
    assertThat(registry.client().sources())
        .containsExactly(
            SourceDefinition.of("members", "s3://backups/m", "medusa")
                .withRetention(Duration.ofDays(30))
                .withMaxSkew(Duration.ofHours(2)));
    assertThat(page("/sources"))
        .contains("/source?name=members", "s3://backups/m", "720h", "<td data-label=\"Skew\">2h");
    String version = version("/source?name=members");
    assertThat(page("/source?name=members")).contains("value=\"2h\"", "readonly", "first");
    String changed = form.replace("maxSkew=2h", "maxSkew=90m&pathStyle=on") + "&version=" + version;
    assertThat(post("/source?name=members", changed + "&why=closer").statusCode()).isEqualTo(303);
    assertThat(registry.client().sources().get(0).maxSkew()).isEqualTo(Duration.ofMinutes(90));
    assertThat(registry.client().sources().get(0).pathStyle()).isTrue();
    HttpResponse<String> late = post("/source?name=members", changed + "&why=again");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("was changed meanwhile", "value=\"90m\"");
    assertThat(post("/source", form + "&version=&why=new").body())
        .contains("There is a source &#39;members&#39; already");
    assertThat(post("/source/remove", "name=members&why=over").statusCode()).isEqualTo(303);
    assertThat(registry.client().sources()).isEmpty();
    assertThat(registry.client().audit(1, null).entries().get(0).why()).isEqualTo("over");
  }

  @Test
  void whatIsNoSourceIsSaidAndNothingHasToBeTypedAgain() throws Exception {
    String form = "name=members&layout=medusa&version=&region=eu-west-1&";
    HttpResponse<String> answer = post("/source", form + "backupUri=nowhere&why=x");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("Nothing was changed.", "backupUri: is &#39;nowhere&#39;; expected s3://")
        .contains("value=\"nowhere\"", "value=\"eu-west-1\"");
    assertThat(post("/source", form + "backupUri=s3://abc/d&maxSkew=3d&why=x").body())
        .contains("is PT72H; it is longer than nothing, such as PT2H, and at most a day");
    assertThat(post("/source", form + "backupUri=s3://abc/d&maxSkew=soon&why=x").body())
        .contains("The field maxSkew", "is no duration");
    assertThat(post("/source", form + "backupUri=s3://abc/d&why=").body()).contains("no reason");
    assertThat(registry.client().sources()).isEmpty();
    assertThat(registry.get("/source?name=none").statusCode()).isEqualTo(404);
  }

  @Test
  void aCatalogIsMadeAndChangedAndASecretIsRefusedUnrepeated() throws Exception {
    String form =
        "name=lake&version=&credentials=lake&why=x&properties="
            + encoded("type=rest\nuri=https://c.example.org\n");
    assertThat(post("/catalog", form).statusCode()).isEqualTo(303);
    assertThat(registry.client().catalogs())
        .containsExactly(new CatalogDefinition("lake", LAKE.properties(), "lake"));
    assertThat(page("/catalog?name=lake")).contains("type=rest\nuri=https://c.example.org");
    String secret =
        "name=lake&why=x&version="
            + version("/catalog?name=lake")
            + "&properties="
            + encoded("type=rest\ns3.secret-access-key=hidden");
    HttpResponse<String> refused = post("/catalog?name=lake", secret);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("looks like a secret");
    assertThat(post("/catalog", "name=b&version=&why=x&properties=rest").body())
        .contains("Line 1 of the properties is no KEY=VALUE");
  }

  @Test
  void whoMayOnlyLookSeesNoFormsAndIsRefused() throws Exception {
    registry.client().putSource(source("members"), CHANGE);
    String viewer =
        registry
            .client()
            .issueToken(new TokenRequest("eve", Set.of(Role.VIEWER), null), CHANGE)
            .secret();
    cookie = registry.login(viewer);
    assertThat(page("/source?name=members")).doesNotContain("Change it", "Forget the source");
    assertThat(page("/sources")).contains("Export as YAML").doesNotContain("Import a document");
    HttpResponse<String> answer = post("/source/remove", "name=members&why=x", tokenOf("/sources"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(registry.client().sources()).hasSize(1);
  }

  @Test
  void aFormOfAnotherSiteIsRefused() throws Exception {
    registry.client().putSource(source("members"), CHANGE);
    assertThat(post("/source/remove", "name=members&why=x", "0".repeat(64)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void sourcesAndCatalogsGoOutAndComeBackAsOneDocument() throws Exception {
    registry.client().putSource(source("members"), CHANGE);
    registry.client().putCatalog(LAKE, CHANGE);
    HttpResponse<String> exported =
        registry.send(registry.anonymous("/v1/definitions").header("Cookie", cookie).GET());
    assertThat(exported.headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertThat(DefinitionYaml.read(exported.body()))
        .isEqualTo(new DefinitionDocument(List.of(source("members")), List.of(LAKE)));
    assertThat(imported(exported.body()).body())
        .isEqualTo("{\"added\":0,\"changed\":0,\"unchanged\":2}");
    DefinitionDocument changed =
        new DefinitionDocument(
            List.of(
                SourceDefinition.of("members", "s3://b2b/x", "auto")
                    .withMaxSkew(Duration.ofHours(2))),
            List.of(new CatalogDefinition("second", Map.of("type", "rest"), null)));
    HttpResponse<String> answer =
        post("/sources/import", "why=moved&document=" + encoded(DefinitionYaml.write(changed)));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue("/sources?imported=1-1-0");
    assertThat(page("/sources?imported=1-1-0")).contains("1 added, 1 changed, 0 as they were");
    assertThat(registry.client().sources()).isEqualTo(changed.sources());
    assertThat(registry.client().catalogs())
        .extracting(CatalogDefinition::name)
        .as("what the document does not name stays")
        .containsExactly("lake", "second");
    assertThat(registry.client().audit(1, null).entries().get(0).why()).isEqualTo("moved");
  }

  @Test
  void aDocumentWithAFaultChangesNothingAndNamesEachPlace() throws Exception {
    String document =
        """
        sources:
        - {name: a, backupUri: "s3://backups/a", layout: auto}
        - {name: a, backupUri: nowhere, layout: auto}
        catalogs:
        - {name: lake, properties: {type: rest, s3.secret-access-key: hidden}}
        """;
    HttpResponse<String> answer = imported(document);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("sources[1].backupUri", "sources[1].name", "is 'a', as is another's before it")
        .contains("catalogs[0].properties.s3.secret-access-key")
        .doesNotContain("hidden");
    assertThat(imported("sources: [{name: a, backUri: x}]").body())
        .contains("sources[0].backUri", "Unrecognized field");
    assertThat(imported("sources: [{name: a, maxSkew: PT25H}]").body())
        .contains("sources[0].maxSkew", "is PT25H; it is longer than nothing", "at most a day");
    assertThat(imported("- nothing").body()).contains("is no mapping with 'sources'");
    HttpResponse<String> onPage = post("/sources/import", "why=x&document=" + encoded(document));
    assertThat(onPage.statusCode()).isEqualTo(400);
    assertThat(onPage.body()).contains("sources[1].backupUri", "s3://backups/a");
    assertThat(registry.client().sources()).isEmpty();
  }

  private HttpResponse<String> imported(String document) throws Exception {
    return registry.post(registry.change("/v1/definitions/import"), "application/yaml", document);
  }

  private String page(String path) throws IOException, InterruptedException {
    return registry.send(registry.anonymous(path).header("Cookie", cookie).GET()).body();
  }

  private String version(String path) throws IOException, InterruptedException {
    return found(VERSION, path);
  }

  private String tokenOf(String path) throws IOException, InterruptedException {
    return found(TOKEN, path);
  }

  private String found(Pattern pattern, String path) throws IOException, InterruptedException {
    Matcher found = pattern.matcher(page(path));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private HttpResponse<String> post(String path, String form)
      throws IOException, InterruptedException, RegistryException {
    return post(path, form, tokenOf("/sources"));
  }

  private HttpResponse<String> post(String path, String form, String token)
      throws IOException, InterruptedException {
    return registry.post(
        registry.anonymous(path).header("Cookie", cookie),
        FORM,
        form + "&actor=ana&token=" + token);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
