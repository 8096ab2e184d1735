package io.pointsman.backup;

import java.io.Serializable;

/**
 * How a bucket is reached; it travels to Spark's executors, so it holds no credentials but their
 * name.
 *
 * @param endpoint http or https URL of a store other than the region's own, {@code file:} URL of a
 *     directory that holds copied buckets, or null
 * @param region or null for the SDK's default ({@code us-east-1} with an endpoint)
 * @param pathStyle whether the bucket stands in the path
 * @param credentials name for {@link NamedCredentials}, or null for the SDK's default chain
 * @param bucket never null
 */
public record StoreSettings(
    String endpoint, String region, boolean pathStyle, String credentials, String bucket)
    implements Serializable {}
