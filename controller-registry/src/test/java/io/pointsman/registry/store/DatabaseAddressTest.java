package io.pointsman.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.registry.store.DatabaseAddress.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
  private static final DatabaseLogin LOGIN = new DatabaseLogin("registry", "s3cret");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/pointsman?user=ana",
        "jdbc:postgresql://db/pointsman?sslmode=require&password=hunter2",
        "jdbc:postgresql://ana:hunter2@db/pointsman"
      })
  void anAddressWithASecretIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> new PostgresDatabase(url, LOGIN))
        .hasMessageContaining("POINTSMAN_DATABASE_PASSWORD")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("ana");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:mysql://db/pointsman", "jdbc:postgresql:pointsman", "jdbc:"})
  void whatIsNoAddressOfPostgresSaysWhatIsExpected(String url) {
    assertThatThrownBy(() -> new PostgresDatabase(url, LOGIN))
        .hasMessageContaining("expected jdbc:postgresql://host:port/database");
  }

  @Test
  void hostsPortsAndOptionsAreTaken() {
    assertThatCode(
            () ->
                new PostgresDatabase(
                    "jdbc:postgresql://a:5432,b:5432/pointsman?sslmode=verify-full", LOGIN))
        .doesNotThrowAnyException();
  }

  @Test
  void aLoginComesFromTheEnvironmentOrAFileAndIsNeverShown(@TempDir Path directory)
      throws Exception {
    assertThat(
            DatabaseLogin.of(
                Map.of(
                    "POINTSMAN_DATABASE_USER", "registry",
                    "POINTSMAN_DATABASE_PASSWORD", "s3cret")))
        .isEqualTo(LOGIN);
    Path file = directory.resolve("login");
    Files.writeString(file, "user=registry\npassword=s3cret\n");
    assertThat(DatabaseLogin.read(file)).isEqualTo(LOGIN);
    Files.writeString(file, "pass=s3cret\n");
    assertThatThrownBy(() -> DatabaseLogin.read(file))
        .hasMessageContaining("no line user=…")
        .hasMessageNotContaining("s3cret");
    assertThat(new PostgresDatabase("jdbc:postgresql://db/pointsman", LOGIN).toString())
        .doesNotContain("s3cret");
    assertThat(LOGIN.toString()).doesNotContain("s3cret");
  }
}
