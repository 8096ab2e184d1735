/** What a user would pick instead: the same tables by the spark-cassandra-connector. */
package io.pointsman.bench.cql;
