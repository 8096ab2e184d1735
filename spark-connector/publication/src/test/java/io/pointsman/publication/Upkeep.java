package io.pointsman.publication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a table's owner does to it, at the worst of times. */
enum Upkeep {
  EXPIRE_SNAPSHOTS {
    @Override
    void run(Lake lake, TableIdentifier id) {
      lake.load(id)
          .expireSnapshots()
          .expireOlderThan(System.currentTimeMillis() + 60_000)
          .retainLast(1)
          .commit();
    }
  },
  REWRITE_DATA_FILES {
    @Override
    void run(Lake lake, TableIdentifier id) {
      Table table = lake.load(id);
      if (table.currentSnapshot() == null) {
        return;
      }
      var rewrite = table.newRewrite();
      boolean any = false;
      try (var tasks = table.newScan().planFiles()) {
        for (var task : tasks) {
          any = true;
          rewrite.deleteFile(task.file());
          rewrite.addFile(Lake.copy(table, task.file()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (any) {
        // As Spark does, so that rows deleted since stay deleted.
        rewrite.dataSequenceNumber(table.currentSnapshot().sequenceNumber());
        rewrite.commit();
      }
    }
  },
  REWRITE_AND_EXPIRE {
    @Override
    void run(Lake lake, TableIdentifier id) {
      REWRITE_DATA_FILES.run(lake, id);
      EXPIRE_SNAPSHOTS.run(lake, id);
    }
  },
  REWRITE_MANIFESTS {
    @Override
    void run(Lake lake, TableIdentifier id) {
      Table table = lake.load(id);
      if (table.currentSnapshot() != null) {
        table.rewriteManifests().clusterBy(file -> "all").commit();
      }
    }
  },
  /** With an interval of nothing: whatever no snapshot names goes. */
  REMOVE_ORPHAN_FILES {
    @Override
    void run(Lake lake, TableIdentifier id) {
      Table table = lake.load(id);
      TableMetadata metadata = ((HasTableOperations) table).operations().current();
      Set<String> known = new HashSet<>();
      for (Snapshot snapshot : metadata.snapshots()) {
        known.add(snapshot.manifestListLocation());
        for (ManifestFile manifest : snapshot.allManifests(table.io())) {
          known.add(manifest.path());
          try (var live = ManifestFiles.read(manifest, table.io(), table.specs())) {
            for (DataFile file : live) {
              known.add(file.location());
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
      MemoryFileIO.below(table.location() + "/").stream()
          .filter(location -> !location.endsWith(".metadata.json") && !known.contains(location))
          .forEach(MemoryFileIO::remove);
    }
  },
  CREATE_OR_REPLACE {
    @Override
    void run(Lake lake, TableIdentifier id) {
      Table table = lake.load(id);
      lake.catalog()
          .buildTable(id, table.schema())
          .withPartitionSpec(table.spec())
          .createOrReplaceTransaction()
          .commitTransaction();
    }
  },
  DROP_AND_CREATE {
    @Override
    void run(Lake lake, TableIdentifier id) {
      Table table = lake.load(id);
      lake.catalog().dropTable(id, false);
      lake.catalog().createTable(id, table.schema(), table.spec());
    }
  },
  DROP {
    @Override
    void run(Lake lake, TableIdentifier id) {
      lake.catalog().dropTable(id, false);
    }
  };

  abstract void run(Lake lake, TableIdentifier id);
}
