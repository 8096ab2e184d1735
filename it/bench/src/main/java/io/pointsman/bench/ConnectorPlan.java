package io.pointsman.bench;

import java.util.List;
import java.util.Map;

/**
 * What the spark-cassandra-connector reads.
 *
 * @param host of the live node
 * @param port of its native protocol
 * @param nodeProcess its process, whose CPU counts
 * @param cases the tables, in order
 * @param warmUp a table that is read before anything is measured
 * @param engines what to measure of each
 * @param catalog properties of the Iceberg catalog
 * @param table properties of the destinations
 */
public record ConnectorPlan(
    String host,
    int port,
    long nodeProcess,
    List<ReadCase> cases,
    ReadCase warmUp,
    List<ReadEngine> engines,
    Map<String, String> catalog,
    Map<String, String> table) {}
