/**
 * What is measured, and how: sample tables, Cassandra's own scan of them as the yardstick, and both
 * engines in Spark. {@code io.pointsman.it.bench} starts these programs and prints what they say.
 */
package io.pointsman.bench;
