package io.pointsman.it;

import java.nio.file.Path;

/** A node's configuration: small, and without anything that would change its data by itself. */
final class CassandraYaml {
  private static final String TEMPLATE =
      """
      cluster_name: %CLUSTER%
      num_tokens: %TOKENS%
      partitioner: org.apache.cassandra.dht.Murmur3Partitioner
      data_file_directories: ["%DIR%/data"]
      commitlog_directory: "%DIR%/commitlog"
      hints_directory: "%DIR%/hints"
      saved_caches_directory: "%DIR%/saved_caches"
      cdc_raw_directory: "%DIR%/cdc_raw"
      commitlog_sync: periodic
      commitlog_sync_period: 10s
      commitlog_segment_size: 8MiB
      commitlog_disk_access_mode: legacy
      disk_access_mode: standard
      seed_provider:
        - class_name: org.apache.cassandra.locator.SimpleSeedProvider
          parameters: [{seeds: "%SEED%:%STORAGE%"}]
      listen_address: %ADDRESS%
      rpc_address: %ADDRESS%
      storage_port: %STORAGE%
      native_transport_port: %CQL%
      endpoint_snitch: SimpleSnitch
      auto_bootstrap: false
      auto_snapshot: false
      hinted_handoff_enabled: false
      memtable_heap_space: 96MiB
      memtable_offheap_space: 64MiB
      file_cache_size: 32MiB
      networking_cache_size: 32MiB
      key_cache_size: 0MiB
      counter_cache_size: 2MiB
      concurrent_reads: 4
      concurrent_writes: 8
      concurrent_counter_writes: 4
      concurrent_compactors: 1
      materialized_views_enabled: false
      user_defined_functions_enabled: false
      write_request_timeout: 60s
      range_request_timeout: 60s
      read_request_timeout: 60s
      storage_compatibility_mode: %COMPATIBILITY%
      sstable:
        selected_format: %FORMAT%
      """;

  /**
   * A slab for the memtable of each of hundreds of tables would be more memory than there is. Their
   * rows are few: each is a block of its own in its partition's row index.
   */
  private static final String MANY_TABLES =
      """
      memtable_allocation_type: unslabbed_heap_buffers
      drop_compact_storage_enabled: true
      column_index_size: 0KiB
      """;

  private CassandraYaml() {}

  static String of(CassandraSettings settings, CassandraNode.Ports ports, Path dir) {
    return (settings.manyTables() ? TEMPLATE + MANY_TABLES : TEMPLATE)
        .replace("%CLUSTER%", settings.clusterName())
        .replace("%TOKENS%", Integer.toString(settings.tokens()))
        .replace("%ADDRESS%", settings.address())
        .replace("%SEED%", settings.seed())
        .replace("%STORAGE%", Integer.toString(ports.storage()))
        .replace("%CQL%", Integer.toString(ports.cql()))
        .replace("%COMPATIBILITY%", settings.ssTables().compatibility())
        .replace("%FORMAT%", settings.ssTables().selected())
        .replace("%DIR%", dir.toString());
  }
}
