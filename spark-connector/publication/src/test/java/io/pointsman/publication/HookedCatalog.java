package io.pointsman.publication;

import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A catalog whose every commit to a table goes through a hook, which may be late or lie. */
public final class HookedCatalog implements Catalog {
  private final Catalog real;
  private final CommitHook hook;

  /** Does the commit, or not, before or after something else happened, and says what it likes. */
  public interface CommitHook {
    void commit(TableOperations real, TableMetadata base, TableMetadata changed);
  }

  public HookedCatalog(Catalog real, CommitHook hook) {
    this.real = real;
    this.hook = hook;
  }

  @Override
  public Table loadTable(TableIdentifier table) {
    TableOperations operations = ((HasTableOperations) real.loadTable(table)).operations();
    return new BaseTable(new HookedOperations(operations, hook), table.toString());
  }

  @Override
  public TableBuilder buildTable(TableIdentifier table, Schema schema) {
    return real.buildTable(table, schema);
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return real.listTables(namespace);
  }

  @Override
  public boolean dropTable(TableIdentifier table, boolean purge) {
    return real.dropTable(table, purge);
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    real.renameTable(from, to);
  }

  private record HookedOperations(TableOperations real, CommitHook hook)
      implements TableOperations {
    @Override
    public TableMetadata current() {
      return real.current();
    }

    @Override
    public TableMetadata refresh() {
      return real.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
      hook.commit(real, base, changed);
    }

    @Override
    public FileIO io() {
      return real.io();
    }

    @Override
    public EncryptionManager encryption() {
      return real.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return real.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return real.locationProvider();
    }

    @Override
    public long newSnapshotId() {
      return real.newSnapshotId();
    }
  }
}
