package io.pointsman.bench;

import java.util.List;

/**
 * What is measured against an S3 server that is far away.
 *
 * @param bucketFolder the directory that is the bucket of the backups
 * @param bucket its name on the S3 server
 * @param endpoint of the S3 server
 * @param credentials name of its credentials
 * @param scans tables that are read whole
 * @param many a table of many SSTables, which is planned; or null
 * @param sstables how many that has
 */
public record StorePlan(
    String bucketFolder,
    String bucket,
    String endpoint,
    String credentials,
    List<ReadCase> scans,
    ReadCase many,
    int sstables) {}
