package io.pointsman.it.bench;

import java.util.List;

/**
 * What is measured.
 *
 * @param latencyMillis that each GET takes at least
 * @param megabytes of each table that is read whole, uncompressed, all its SSTables together
 * @param versions in how many SSTables each row is, a table for each
 * @param sstables of the table that is planned; 0 for none
 */
record StoreBenchSettings(int latencyMillis, int megabytes, List<Integer> versions, int sstables) {
  StoreBenchSettings {
    versions = List.copyOf(versions);
  }
}
