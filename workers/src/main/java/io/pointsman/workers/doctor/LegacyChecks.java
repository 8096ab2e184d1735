package io.pointsman.workers.doctor;

import io.pointsman.legacy.LegacySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The legacy engine, as far as it can be looked at without starting a job. */
final class LegacyChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LegacyChecks() {}

  static Check engine(LegacySettings settings) throws IOException, InterruptedException {
    return switch (settings.engine()) {
      case "http" -> address(settings.http().baseUrl());
      case "spark-submit" -> SparkChecks.home("legacy", settings.sparkSubmit().spark());
      default -> SparkChecks.home("legacy", settings.reference());
    };
  }

  /** Any answer is one: what the service says to its bare address is its own business. */
  static Check address(URI baseUrl) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try {
      HttpResponse<Void> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(baseUrl).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.discarding());
      return Check.of(
          "legacy",
          true,
          (System.nanoTime() - begun) / 1_000_000,
          "ms",
          "the job service at " + baseUrl + " answers (" + answer.statusCode() + ")");
    } catch (IOException e) {
      return Check.of(
          "legacy",
          false,
          null,
          null,
          "the job service at "
              + baseUrl
              + " does not answer ("
              + e
              + "). To do: start it, or correct legacy.http.baseUrl");
    }
  }
}
