package io.pointsman.sstable;

import java.io.Serializable;

/**
 * One thing that one SSTable says, unmerged: what a two-stage engine writes down first and
 * reconciles later. Byte arrays are compared as unsigned bytes.
 *
 * @param kind what it is
 * @param token the partition's Murmur3 token
 * @param partitionKey the partition key as Cassandra serializes it
 * @param position byte-comparable place in the partition: of a row its clustering, of a range
 *     tombstone its start bound; empty for partition and static row
 * @param end byte-comparable end bound of a range tombstone, else null. A row lies in the range
 *     when {@code position < row < end}, compared as unsigned bytes: whether a bound is inclusive
 *     is in its bytes, and none equals a row's position
 * @param clustering the clustering values of what belongs to a row, each in native serialization or
 *     null; null for what belongs to the static row, the partition or a range
 * @param column unquoted column name of a cell or column deletion, else null
 * @param path cell path of a collection's or UDT's cell, else null
 * @param value of a cell, in native serialization, null for a tombstone and other kinds; of a
 *     counter, Cassandra's counter context with the shards of all replicas
 * @param timestamp write time in microseconds; {@link Long#MIN_VALUE} when there is none
 * @param localDeletionTime seconds since the epoch of a tombstone, or when an expiring cell or row
 *     marker expires; {@link Long#MAX_VALUE} when live for ever
 * @param ttl seconds, or 0
 */
public record Mutation(
    Kind kind,
    long token,
    byte[] partitionKey,
    byte[] position,
    byte[] end,
    byte[][] clustering,
    String column,
    byte[] path,
    byte[] value,
    long timestamp,
    long localDeletionTime,
    int ttl)
    implements Serializable {

  public enum Kind {
    /** The whole Cassandra partition is deleted. */
    PARTITION_DELETION,
    /** Rows from {@code position} to {@code end} are deleted. */
    RANGE_DELETION,
    /** A row is deleted. */
    ROW_DELETION,
    /** A row was inserted: it lives without any cell. */
    ROW_MARKER,
    /** A collection or UDT was deleted as a whole before it was written. */
    COLUMN_DELETION,
    /** A cell: live, expiring, or a tombstone ({@code value} null). */
    CELL
  }
}
