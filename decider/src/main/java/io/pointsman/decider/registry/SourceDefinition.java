package io.pointsman.decider.registry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the name of a cluster means: where its backups lie and how they are read.
 *
 * @param name the cluster's name in movements
 * @param backupUri {@code s3://bucket/prefix}
 * @param layout {@code medusa}, …
 * @param region the store's region, or null for the default
 * @param endpoint an S3 endpoint other than the region's own (http or https URL), or null
 * @param pathStyle whether the bucket stands in the path, as most non-AWS stores need it
 * @param dataCentre the data centre to read, or null when there is one
 * @param consistency ALL | LOCAL_ALL | LOCAL_QUORUM | ONE; null means ALL
 * @param credentials the credentials' name, never a value; null means the environment's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceDefinition(
    String name,
    String backupUri,
    String layout,
    String region,
    String endpoint,
    boolean pathStyle,
    String dataCentre,
    String consistency,
    String credentials) {}
