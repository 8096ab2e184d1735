package io.pointsman.control;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Movement;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests for tests. */
final class Requests {
  static final Instant TAKEN_AT = Instant.parse("2026-01-02T03:04:05Z");

  private Requests() {}

  static JobRequest of(JobKey key, Instant deadline) {
    return new JobRequest(
        key,
        Movement.parse("members/shop/orders -> lake.shop.orders"),
        SourceDefinition.of("members", "s3://backups/members", "medusa")
            .withStore(null, null, true),
        new CatalogDefinition("lake", Map.of("type", "rest"), null),
        new BackupPin("members", "medusa", "b1", TAKEN_AT, TAKEN_AT, null, "ALL", "00", List.of()),
        key.branch(),
        null,
        null,
        deadline,
        Map.of());
  }

  static JobKey key(int attempt) {
    return new JobKey("run-1", 1, Connector.SPARK, attempt);
  }
}
