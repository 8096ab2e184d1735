package io.pointsman.backup;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens buckets. */
public final class ObjectStores {
  private static final String DIRECTORY = "file:";
  private static final int ATTEMPTS = 8;
  private static final int CONNECTIONS = 64;

  private ObjectStores() {}

  /** Opens the bucket of {@code settings}; the caller closes it. */
  public static ObjectStore open(StoreSettings settings) {
    return open(settings, System.getenv());
  }

  /**
   * Opens the bucket of {@code settings} with the credentials in {@code environment}, for whoever
   * started the store and holds them itself.
   */
  public static ObjectStore open(StoreSettings settings, Map<String, String> environment) {
    return open(settings, environment, StoreTimeouts.usual());
  }

  static ObjectStore open(
      StoreSettings settings, Map<String, String> environment, StoreTimeouts timeouts) {
    if (settings.endpoint() != null && settings.endpoint().startsWith(DIRECTORY)) {
      return new DirectoryObjectStore(
          Path.of(URI.create(settings.endpoint())).resolve(settings.bucket()), settings.bucket());
    }
    return new S3ObjectStore(client(settings, environment, timeouts), settings.bucket(), timeouts);
  }

  /**
   * Opens a bucket; the caller closes it.
   *
   * @param endpoint http or https URL of a store other than the region's own, {@code file:} URL of
   *     a directory that holds copied buckets, or null
   * @param region or null for the SDK's default ({@code us-east-1} with an endpoint)
   * @param pathStyle whether the bucket stands in the path
   * @param credentials name for {@link NamedCredentials}, or null for the SDK's default chain
   */
  public static ObjectStore open(
      String endpoint, String region, boolean pathStyle, String credentials, String bucket) {
    return open(new StoreSettings(endpoint, region, pathStyle, credentials, bucket));
  }

  private static S3Client client(
      StoreSettings settings, Map<String, String> environment, StoreTimeouts timeouts) {
    BackoffStrategy soon =
        BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(10));
    BackoffStrategy throttled =
        BackoffStrategy.exponentialDelay(Duration.ofMillis(500), Duration.ofSeconds(20));
    S3ClientBuilder builder =
        S3Client.builder()
            .forcePathStyle(settings.pathStyle())
            // Stores that are not AWS know no trailing checksums; a put carries its MD5 instead.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(CONNECTIONS)
                    .connectionTimeout(timeouts.connect())
                    .socketTimeout(timeouts.silence()))
            .overrideConfiguration(
                override ->
                    override
                        .apiCallAttemptTimeout(timeouts.attempt())
                        .apiCallTimeout(timeouts.request())
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                // The breaker counts retries of the whole process: one slow hour of
                                // the store would then fail reads that a wait would have served.
                                .circuitBreakerEnabled(false)
                                .backoffStrategy(soon)
                                .throttlingBackoffStrategy(throttled)
                                .build()));
    if (settings.endpoint() != null) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    } else if (settings.endpoint() != null) {
      builder.region(Region.US_EAST_1);
    }
    if (settings.credentials() != null) {
      builder.credentialsProvider(NamedCredentials.of(settings.credentials(), environment));
    }
    return builder.build();
  }
}
