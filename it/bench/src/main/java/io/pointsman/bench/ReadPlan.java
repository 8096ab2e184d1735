package io.pointsman.bench;

import java.util.List;
import java.util.Map;

/**
 * What one process measures.
 *
 * @param bucketFolder the directory that is the bucket of the backups
 * @param bucketsFolder the directory that holds it
 * @param bucket its name on the S3 server
 * @param cases the tables, in order
 * @param engines what to measure of each, in order
 * @param warmUps how often each is run before it is measured, at least; 0 for one cold run that is
 *     measured as it is
 * @param endpoint of the S3 server
 * @param credentials name of its credentials
 * @param catalog properties of the Iceberg catalog
 * @param shares whether to say where the time goes
 */
public record ReadPlan(
    String bucketFolder,
    String bucketsFolder,
    String bucket,
    List<ReadCase> cases,
    List<ReadEngine> engines,
    int warmUps,
    String endpoint,
    String credentials,
    Map<String, String> catalog,
    boolean shares) {}
