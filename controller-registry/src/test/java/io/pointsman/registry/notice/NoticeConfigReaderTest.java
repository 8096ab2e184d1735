package io.pointsman.registry.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.notice.NoticeConfig.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeConfigReaderTest {
  private static final String SECRET = "sixteen characters or more";

  @TempDir private Path directory;

  @Test
  void withoutAFileAndVariablesNobodyIsTold() {
    assertThat(new NoticeConfigReader(Map.of()).read(null)).isEqualTo(NoticeConfig.NONE);
  }

  @Test
  void aFileNamesWhomAndTheEnvironmentHasTheSecrets() throws IOException {
    NoticeConfig config =
        read(
            """
            webhooks:
              - {name: on-call, url: "https://hooks.example.com/x", events: [breaker, kill-switch]}
              - {name: all, url: "https://hooks.example.com/y"}
            lineage: {url: "https://marquez.example.com/api/v1/lineage", namespace: prod}
            """,
            Map.of(
                "POINTSMAN_WEBHOOK_ON_CALL_SECRET", SECRET,
                "POINTSMAN_WEBHOOK_ALL_SECRET", SECRET,
                "POINTSMAN_LINEAGE_TOKEN", "token"));
    assertThat(config.webhooks())
        .extracting(Webhook::kinds)
        .containsExactly(
            Set.of(NoticeKind.BREAKER, NoticeKind.KILL_SWITCH), Set.of(NoticeKind.values()));
    assertThat(config.lineage().orElseThrow().namespace()).isEqualTo("prod");
    assertThat(config.lineage().orElseThrow().token()).isEqualTo("token");
    assertThat(config.toString()).doesNotContain(SECRET).doesNotContain("token");
  }

  @Test
  void theEnvironmentAloneDoes() {
    NoticeConfig config =
        new NoticeConfigReader(
                Map.of(
                    "POINTSMAN_WEBHOOK_URL", "https://hooks.example.com/x",
                    "POINTSMAN_WEBHOOK_SECRET", SECRET,
                    "POINTSMAN_WEBHOOK_EVENTS", "fallback, mismatch",
                    "POINTSMAN_LINEAGE_URL", "http://127.0.0.1:5000/api/v1/lineage"))
            .read(null);
    assertThat(config.webhooks())
        .containsExactly(
            new Webhook(
                "default",
                URI.create("https://hooks.example.com/x"),
                SECRET,
                Set.of(NoticeKind.FALLBACK, NoticeKind.MISMATCH)));
    assertThat(config.lineage().orElseThrow().namespace()).isEqualTo("pointsman");
  }

  @Test
  void everyFaultIsNamedAtOnceAndNoUrlIsRepeated() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    webhooks:
                      - {name: on-call, url: "ftp://user:hidden@x", events: [flood], every: day}
                      - {name: "On Call", url: "https://x.example.com"}
                    lineage: {namespace: prod}
                    """,
                    Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("webhooks[0].every is no setting")
        .hasMessageContaining("webhooks[0].events has 'flood'")
        .hasMessageContaining("webhooks[0].url is no http or https URL")
        .hasMessageContaining("POINTSMAN_WEBHOOK_ON_CALL_SECRET has to hold the secret")
        .hasMessageContaining("webhooks[1].name is 'On Call'")
        .hasMessageContaining("lineage.url is missing")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void messagesAreBroughtLaterAndLater() {
    assertThat(Courier.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Courier.pause(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(Courier.pause(500)).isEqualTo(Duration.ofMinutes(10));
  }

  private NoticeConfig read(String yaml, Map<String, String> environment) throws IOException {
    Path file = directory.resolve("notices.yaml");
    Files.writeString(file, yaml);
    return new NoticeConfigReader(environment).read(file);
  }
}
