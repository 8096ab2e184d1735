package io.pointsman.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.pointsman.registry.client.RegistryException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that goes away under a registry, and comes back. */
class DatabaseAwayTest {
  @TempDir private Path directory;
  @TempDir private Path other;

  @Test
  void aRegistryWithoutItsDatabaseSaysSoAndGoesOnWhenItIsBack() throws Exception {
    try (TestRegistry registry = TestRegistry.furnished(TestDatabase.POSTGRESQL, directory)) {
      assertThat(registry.client().routingTable().revision()).isEqualTo(1);
      assertThat(registry.get("/readyz").statusCode()).isEqualTo(200);
      takeAway();
      HttpResponse<String> ready = registry.get("/readyz");
      assertThat(ready.statusCode()).as("no balancer sends anybody here").isEqualTo(503);
      assertThat(ready.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      HttpResponse<String> answer = registry.get("/v1/routing-table");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("database is busy or away", "incident");
      assertThat(registry.get("/healthz").statusCode())
          .as("a restart would not help")
          .isEqualTo(200);
      giveBack();
      // A connection that was cut off is noticed when it is used: once for each of the pool.
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(RegistryException.class)
          .until(() -> registry.setDefault("50").revision() == 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> registry.get("/readyz").statusCode() == 200);
    }
  }

  private void takeAway() throws SQLException {
    elsewhere("alter database " + name() + " allow_connections false");
    elsewhere(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name() + "'");
  }

  private void giveBack() throws SQLException {
    elsewhere("alter database " + name() + " allow_connections true");
  }

  private String name() {
    return TestDatabase.POSTGRESQL.in(directory).toString().replaceFirst(".*/", "");
  }

  private void elsewhere(String sql) throws SQLException {
    try (Connection connection = TestDatabase.POSTGRESQL.connect(other);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
