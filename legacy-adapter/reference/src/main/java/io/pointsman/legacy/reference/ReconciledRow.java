package io.pointsman.legacy.reference;

import java.util.List;

/**
 * One row as a reader of the table would see it.
 *
 * @param partitionKey as Cassandra serializes it
 * @param clustering each value in native serialization or null; null for a Cassandra partition that
 *     has static values only
 * @param values one for each column of the schema, null where there is none (always for key
 *     columns)
 */
record ReconciledRow(byte[] partitionKey, byte[][] clustering, List<ColumnValue> values) {}
