package io.pointsman.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class NamedCredentialsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "POINTSMAN_CREDENTIALS_LAKE_1_ACCESS_KEY_ID", "id",
          "POINTSMAN_CREDENTIALS_LAKE_1_SECRET_ACCESS_KEY", "hidden");

  @Test
  void theyAreFoundInTheEnvironmentByTheirName() {
    AwsCredentials credentials = NamedCredentials.of("lake-1", ENVIRONMENT).resolveCredentials();

    assertThat(credentials.accessKeyId()).isEqualTo("id");
    assertThat(credentials.secretAccessKey()).isEqualTo("hidden");
  }

  @Test
  void aSessionTokenMakesThemTemporary() {
    Map<String, String> environment =
        Map.of(
            "POINTSMAN_CREDENTIALS_X_ACCESS_KEY_ID", "id",
            "POINTSMAN_CREDENTIALS_X_SECRET_ACCESS_KEY", "hidden",
            "POINTSMAN_CREDENTIALS_X_SESSION_TOKEN", "token");

    assertThat(NamedCredentials.of("x", environment).resolveCredentials())
        .isInstanceOfSatisfying(
            AwsSessionCredentials.class,
            session -> assertThat(session.sessionToken()).isEqualTo("token"));
  }

  @Test
  void missingOnesNameTheVariable() {
    assertThatThrownBy(() -> NamedCredentials.of("other", ENVIRONMENT).resolveCredentials())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "No credentials named 'other': set the environment variable"
                + " POINTSMAN_CREDENTIALS_OTHER_ACCESS_KEY_ID");
  }

  @Test
  void theirValuesAreNotInTheirText() {
    assertThat(NamedCredentials.of("lake-1", ENVIRONMENT).toString())
        .isEqualTo("NamedCredentials[lake-1]");
  }

  @Test
  void icebergMakesThemFromProperties() {
    assertThat(NamedCredentials.create(Map.of("name", "lake")).toString())
        .isEqualTo("NamedCredentials[lake]");
    assertThatThrownBy(() -> NamedCredentials.create(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("property 'name'");
  }
}
