package io.pointsman.publication;

import io.pointsman.decider.job.Lineage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirements;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.encryption.PlaintextEncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * The versions that a table can have, each of them Iceberg's own metadata, numbered; and how a
 * catalog goes from one to the next. Everything is a function of small numbers and computed once.
 */
final class ModelTable {
  private static final TableIdentifier NAME = TableIdentifier.of("ns", "people");
  private static final Instant TAKEN = Instant.parse("2026-11-22T00:00:00Z");

  /** What a catalog compares before it swaps. */
  enum Catalog {
    /** The whole metadata, as JDBC, Hive and Glue do. */
    WHOLE_METADATA,
    /** The requirements that Iceberg derives from a change, as REST does. */
    REQUIREMENTS
  }

  /** How a publish is guarded. */
  enum Guard {
    /** As Pointsman does it. */
    FENCED,
    /** The fence is looked at, but the commit does not touch it. */
    NOT_IN_THE_COMMIT,
    /** The fence is not looked at. */
    NOT_CHECKED
  }

  /** What a commit is for. */
  enum Act {
    CLAIM,
    PUBLISH
  }

  /** What a look leads to. */
  enum Decision {
    COMMIT,
    GO_ON,
    SERVED,
    DENIED
  }

  private record Key(int version, int engine, Act act) {}

  private final Catalog catalog;
  private final Guard guard;
  private final List<ClaimOrder> engines;
  private final String location = "memory:model/" + java.util.UUID.randomUUID();
  private final List<TableMetadata> versions = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Key, Decision> decisions = new HashMap<>();
  private final Map<Key, Integer> commits = new HashMap<>();
  private final List<Key> commitKeys = new ArrayList<>();
  private final List<TableMetadata> changes = new ArrayList<>();
  private final Map<Long, Integer> delivered = new HashMap<>();
  private final Map<Long, Integer> staged = new HashMap<>();
  private final List<ClaimOrder> heads = new ArrayList<>();

  ModelTable(Catalog catalog, Guard guard, List<ClaimOrder> engines) {
    this.catalog = catalog;
    this.guard = guard;
    this.engines = engines;
    number(
        TableMetadata.newTableMetadata(
            IcebergSchemas.of(Lake.PEOPLE), PartitionSpec.unpartitioned(), location, Map.of()));
  }

  int versions() {
    return versions.size();
  }

  Decision decide(int version, int engine, Act act) {
    return decisions.computeIfAbsent(new Key(version, engine, act), this::decide);
  }

  /** The number of the commit that an engine sends after that look. */
  int commit(int looked, int engine, Act act) {
    return commits.get(new Key(looked, engine, act));
  }

  int engine(int commit) {
    return commitKeys.get(commit).engine();
  }

  Act act(int commit) {
    return commitKeys.get(commit).act();
  }

  /** The version after a commit arrived, or -1 when the catalog refused it. */
  int deliver(int version, int commit) {
    return delivered.computeIfAbsent(
        (long) version << 32 | commit, key -> applied(version, commit));
  }

  /** The version after an engine staged, which it does once. */
  int stage(int version, int engine) {
    return staged.computeIfAbsent((long) version << 32 | engine, key -> staged(version, engine));
  }

  ClaimOrder head(int version) {
    return heads.get(version);
  }

  boolean published(int version, ClaimOrder order) {
    return publishes(version, order) > 0;
  }

  /** How often an execution is in main's log. */
  long publishes(int version, ClaimOrder order) {
    TableMetadata table = versions.get(version);
    return table.snapshotLog().stream()
        .map(entry -> Lineage.read(table.snapshot(entry.snapshotId()).summary()).orElseThrow())
        .filter(it -> it.runId().equals(order.runId()) && it.execution() == order.execution())
        .count();
  }

  private Decision decide(Key key) {
    TableMetadata base = versions.get(key.version());
    ClaimOrder order = engines.get(key.engine());
    return switch (key.act()) {
      case CLAIM -> decideClaim(key, base, order);
      case PUBLISH -> decidePublish(key, base, order);
    };
  }

  private Decision decideClaim(Key key, TableMetadata base, ClaimOrder order) {
    ClaimStep step = new ClaimStep(null, NAME, order, Lake.MOVEMENT, base.schema(), null);
    CommitLoop.Next<ClaimResult> next = step.decide(new Operations(base, key.engine()), base);
    if (next instanceof CommitLoop.Next.Commit<ClaimResult> commit) {
      return remember(key, commit.changed());
    }
    ClaimResult result = ((CommitLoop.Next.Done<ClaimResult>) next).result();
    return result instanceof ClaimResult.Claimed
        ? Decision.GO_ON
        : result instanceof ClaimResult.Served ? Decision.SERVED : Decision.DENIED;
  }

  private Decision decidePublish(Key key, TableMetadata base, ClaimOrder order) {
    long snapshotId = base.ref(order.key().branch()).snapshotId();
    TableMetadata mainOnly =
        TableMetadata.buildFrom(base)
            .setRef(SnapshotRef.MAIN_BRANCH, SnapshotRef.branchBuilder(snapshotId).build())
            .build();
    if (guard == Guard.NOT_CHECKED) {
      return new MainHistory(base).contains(snapshotId) ? Decision.GO_ON : remember(key, mainOnly);
    }
    PublishStep step = new PublishStep(NAME, order, snapshotId, PublishRules.replace(Instant.MAX));
    CommitLoop.Next<PublishResult> next = step.decide(new Operations(base, key.engine()), base);
    if (next instanceof CommitLoop.Next.Commit<PublishResult> commit) {
      return remember(key, guard == Guard.FENCED ? commit.changed() : mainOnly);
    }
    PublishResult result = ((CommitLoop.Next.Done<PublishResult>) next).result();
    return result instanceof PublishResult.Published ? Decision.GO_ON : Decision.DENIED;
  }

  private Decision remember(Key key, TableMetadata changed) {
    commits.put(key, changes.size());
    commitKeys.add(key);
    changes.add(changed);
    return Decision.COMMIT;
  }

  private int applied(int version, int commit) {
    Key key = commitKeys.get(commit);
    TableMetadata changed = changes.get(commit);
    return switch (catalog) {
      case WHOLE_METADATA -> key.version() == version ? number(changed) : -1;
      case REQUIREMENTS -> required(versions.get(key.version()), changed, versions.get(version));
    };
  }

  /** What a REST server does: checks what the client asserts, then repeats the client's changes. */
  private int required(TableMetadata base, TableMetadata changed, TableMetadata current) {
    try {
      for (UpdateRequirement requirement :
          UpdateRequirements.forUpdateTable(base, changed.changes())) {
        requirement.validate(current);
      }
      TableMetadata.Builder builder = TableMetadata.buildFrom(current);
      for (MetadataUpdate update : changed.changes()) {
        update.applyTo(builder);
      }
      return number(builder.build());
    } catch (CommitFailedException | ValidationException refused) {
      return -1;
    }
  }

  private int staged(int version, int engine) {
    TableMetadata base = versions.get(version);
    ClaimOrder order = engines.get(engine);
    String branch = order.key().branch();
    if (base.ref(branch) != null) {
      return version;
    }
    var append =
        new BaseTable(new MetadataView(new Operations(base, 100 + engine), base), NAME.toString())
            .newFastAppend()
            .toBranch(branch);
    Lake.lineage(order.key(), TAKEN, 5).toSummary().forEach(append::set);
    return number(TableMetadata.buildFrom(base).setBranchSnapshot(append.apply(), branch).build());
  }

  /** The number of a version; two that no decision can tell apart have the same. */
  private int number(TableMetadata table) {
    return numbers.computeIfAbsent(
        abstraction(table),
        unseen -> {
          // As a catalog would hand it out: without the list of changes that led to it.
          versions.add(TableMetadataParser.fromJson(TableMetadataParser.toJson(table)));
          heads.add(FenceBranch.head(table).map(head -> head.claim().order()).orElse(null));
          return versions.size() - 1;
        });
  }

  private static String abstraction(TableMetadata table) {
    StringJoiner parts = new StringJoiner(";");
    parts.add("sequence " + table.lastSequenceNumber());
    for (Snapshot snapshot : table.snapshots()) {
      parts.add(
          snapshot.snapshotId()
              + "<"
              + snapshot.parentId()
              + " "
              + snapshot.summary().get(Claim.FENCE_AGE));
    }
    table.refs().keySet().stream()
        .sorted()
        .forEach(
            name ->
                parts.add(
                    name
                        + "="
                        + table.ref(name).snapshotId()
                        + " "
                        + table.ref(name).maxRefAgeMs()));
    table.snapshotLog().forEach(entry -> parts.add("log " + entry.snapshotId()));
    return parts.toString();
  }

  /**
   * What a step may ask of a table. Snapshot ids say who made them on what, so that the same step
   * makes the same metadata whichever way it is reached.
   */
  private record Operations(TableMetadata current, int maker) implements TableOperations {
    @Override
    public TableMetadata refresh() {
      return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
      throw new UnsupportedOperationException("The model commits");
    }

    @Override
    public FileIO io() {
      return new MemoryFileIO();
    }

    @Override
    public EncryptionManager encryption() {
      return PlaintextEncryptionManager.instance();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return current.location() + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(current.location(), current.properties());
    }

    @Override
    public long newSnapshotId() {
      return (maker + 1) * 1000L + current.nextSequenceNumber();
    }
  }

  /** Removes the manifest lists that its claims wrote. */
  void close() {
    MemoryFileIO.removeBelow(location);
  }
}
