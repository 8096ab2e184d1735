package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedParts.class)
class ConductorServerIT {

  @Test
  void answersOnLoopbackAndKeepsDefinitions(ConductorServer server) throws Exception {
    assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
    HttpClient client = HttpClient.newHttpClient();
    String definition =
        """
        [{"name": "of_a_test", "retryCount": 0, "timeoutSeconds": 60, "responseTimeoutSeconds": 30,
          "timeoutPolicy": "RETRY", "ownerEmail": "nobody@example.org"}]
        """;
    HttpResponse<String> created =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve("/api/metadata/taskdefs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(definition))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isBetween(200, 204);

    HttpResponse<String> read =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve("/api/metadata/taskdefs/of_a_test"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(read.body()).contains("\"of_a_test\"");
  }
}
