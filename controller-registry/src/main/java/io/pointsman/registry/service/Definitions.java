package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.DefinitionDocument;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.api.Problem.Fault;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.store.AuditStore;
import io.pointsman.registry.store.Database;
import io.pointsman.registry.store.DefinitionKind;
import io.pointsman.registry.store.DefinitionStore;
import io.pointsman.registry.store.RoutingTableStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Sources, catalogs and movements: what names mean. Every change is audited. */
public final class Definitions {
  private final Database database;
  private final DefinitionStore store;
  private final RoutingTableStore tables;
  private final AuditStore audit;
  private final Standings standings;
  private final LegacyTimes legacyTimes;
  private final Clock clock;

  @Inject
  Definitions(
      Database database,
      DefinitionStore store,
      RoutingTableStore tables,
      AuditStore audit,
      Standings standings,
      LegacyTimes legacyTimes,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.tables = tables;
    this.audit = audit;
    this.standings = standings;
    this.legacyTimes = legacyTimes;
    this.clock = clock;
  }

  /** All of a kind, by name. */
  public <T> List<T> all(DefinitionKind<T> kind) {
    return database.read(handle -> store.all(handle, kind));
  }

  /**
   * One by its name.
   *
   * @throws RefusedException when there is none
   */
  public <T> T one(DefinitionKind<T> kind, String name) {
    return database
        .read(handle -> store.find(handle, kind, name))
        .orElseThrow(() -> notFound(kind, name));
  }

  public long count(DefinitionKind<?> kind) {
    return database.read(handle -> store.count(handle, kind));
  }

  /** Movements whose id comes after {@code after}, by id. */
  public MovementPage movements(int limit, String after) {
    List<MovementDefinition> found =
        database.read(handle -> store.page(handle, DefinitionKind.MOVEMENT, limit + 1, after));
    return found.size() <= limit
        ? new MovementPage(found, null)
        : new MovementPage(found.subList(0, limit), found.get(limit - 1).movement().id());
  }

  /** Everything that a decision needs, as one state. */
  public Versioned<RegistryCopy> copy() {
    return database.read(
        handle -> {
          TableRevision table = tables.newest(handle);
          return new Versioned<>(
              version(handle),
              RegistryCopy.of(
                      table.revision(),
                      table.table(),
                      store.all(handle, DefinitionKind.SOURCE),
                      store.all(handle, DefinitionKind.CATALOG),
                      store.all(handle, DefinitionKind.MOVEMENT),
                      standings.all(handle),
                      clock.instant())
                  .withUsualLegacySeconds(legacyTimes.usual(handle)));
        });
  }

  /** What {@link #copy} would be versioned with, without making it. */
  public String copyVersion() {
    return database.read(this::version);
  }

  /**
   * Every change is audited, so that the newest entry's number stands for the whole state; but for
   * what the legacy engine usually takes, which comes from outcomes.
   */
  private String version(Handle handle) {
    return "copy-"
        + audit.newest(handle)
        + "-"
        + Integer.toHexString(legacyTimes.usual(handle).hashCode());
  }

  /**
   * Sets what a cluster's name means.
   *
   * @throws RefusedException with each fault's field
   */
  public void putSource(SourceDefinition source, SignedChange change) {
    putSource(source, Optional.empty(), change);
  }

  /**
   * As {@link #putSource(SourceDefinition, SignedChange)}, on what was there.
   *
   * @param seen the {@link #versionOf} that the change was made on, blank for none; empty for
   *     whatever there is
   */
  public void putSource(SourceDefinition source, Optional<String> seen, SignedChange change) {
    refuse("The source", DefinitionRules.faults(source));
    database.write(
        handle -> {
          requireSeen(handle, DefinitionKind.SOURCE, source.name(), seen);
          return put(handle, DefinitionKind.SOURCE, source, change);
        });
  }

  /**
   * Sets what a catalog's name means.
   *
   * @throws RefusedException with each fault's field, secrets among the properties included
   */
  public void putCatalog(CatalogDefinition catalog, SignedChange change) {
    putCatalog(catalog, Optional.empty(), change);
  }

  /**
   * As {@link #putCatalog(CatalogDefinition, SignedChange)}, on what was there.
   *
   * @param seen the {@link #versionOf} that the change was made on, blank for none; empty for
   *     whatever there is
   */
  public void putCatalog(CatalogDefinition catalog, Optional<String> seen, SignedChange change) {
    refuse("The catalog", DefinitionRules.faults(catalog));
    database.write(
        handle -> {
          requireSeen(handle, DefinitionKind.CATALOG, catalog.name(), seen);
          return put(handle, DefinitionKind.CATALOG, catalog, change);
        });
  }

  /** Tells a definition from any other of its name. */
  public static String versionOf(Object definition) {
    return Integer.toHexString(definition.hashCode());
  }

  private <T> void requireSeen(
      Handle handle, DefinitionKind<T> kind, String name, Optional<String> seen) {
    String there = store.find(handle, kind, name).map(Definitions::versionOf).orElse("");
    if (seen.isPresent() && !seen.get().equals(there)) {
      throw RefusedException.conflict(
          there.isEmpty()
              ? "The " + kind.word() + " '" + name + "' was removed meanwhile"
              : seen.get().isEmpty()
                  ? "There is a " + kind.word() + " '" + name + "' already; change that one"
                  : "The "
                      + kind.word()
                      + " '"
                      + name
                      + "' was changed meanwhile; look at it and make the change again");
    }
  }

  /** Sources and catalogs, as one state. */
  public DefinitionDocument document() {
    return database.read(
        handle ->
            new DefinitionDocument(
                store.all(handle, DefinitionKind.SOURCE),
                store.all(handle, DefinitionKind.CATALOG)));
  }

  /**
   * Adds and changes what a document names, all or nothing; what it does not name stays.
   *
   * @throws RefusedException with each fault's place, a name that is there twice included
   */
  public ImportReceipt importDefinitions(DefinitionDocument document, SignedChange change) {
    List<Fault> faults = new ArrayList<>();
    faults(faults, "sources", document.sources(), DefinitionKind.SOURCE, DefinitionRules::faults);
    faults(
        faults, "catalogs", document.catalogs(), DefinitionKind.CATALOG, DefinitionRules::faults);
    refuse("The document", faults);
    return database.write(
        handle -> {
          List<Done> done = new ArrayList<>();
          document
              .sources()
              .forEach(source -> done.add(put(handle, DefinitionKind.SOURCE, source, change)));
          document
              .catalogs()
              .forEach(catalog -> done.add(put(handle, DefinitionKind.CATALOG, catalog, change)));
          return receipt(done);
        });
  }

  private static <T> void faults(
      List<Fault> faults,
      String list,
      List<T> definitions,
      DefinitionKind<T> kind,
      Function<T, List<Fault>> check) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < definitions.size(); i++) {
      String path = list + "[" + i + "].";
      check
          .apply(definitions.get(i))
          .forEach(fault -> faults.add(new Fault(path + fault.path(), fault.problem())));
      String name = kind.name().apply(definitions.get(i));
      if (name != null && !names.add(name)) {
        faults.add(new Fault(path + "name", "is '" + name + "', as is another's before it"));
      }
    }
  }

  private static ImportReceipt receipt(List<Done> done) {
    return new ImportReceipt(
        Collections.frequency(done, Done.ADDED),
        Collections.frequency(done, Done.CHANGED),
        Collections.frequency(done, Done.UNCHANGED));
  }

  /**
   * Registers a movement, or changes what is known of it.
   *
   * @throws RefusedException with each fault's field, unknown sources and catalogs included
   */
  public void putMovement(MovementDefinition movement, SignedChange change) {
    refuse("The movement", DefinitionRules.faults(movement));
    database.write(
        handle -> {
          refuse("The movement", unknownNames(handle, List.of(new Numbered(0, movement))));
          return put(handle, DefinitionKind.MOVEMENT, movement, change);
        });
  }

  /** Registers many movements, all or none; faults name their lines. */
  public ImportReceipt importMovements(String csv, SignedChange change) {
    MovementCsv.Parsed parsed = MovementCsv.parse(csv);
    return database.write(
        handle -> {
          List<Fault> faults = new ArrayList<>(parsed.faults());
          faults.addAll(unknownNames(handle, parsed.movements()));
          refuse("The import", faults);
          return receipt(
              parsed.movements().stream()
                  .map(row -> put(handle, DefinitionKind.MOVEMENT, row.movement(), change))
                  .toList());
        });
  }

  /**
   * Removes a definition.
   *
   * @throws RefusedException when there is none, or movements still name it
   */
  public <T> void delete(DefinitionKind<T> kind, String name, SignedChange change) {
    database.write(
        handle -> {
          T earlier = store.find(handle, kind, name).orElseThrow(() -> notFound(kind, name));
          List<String> users =
              store.all(handle, DefinitionKind.MOVEMENT).stream()
                  .filter(movement -> names(kind, movement).equals(name))
                  .map(movement -> movement.movement().id())
                  .toList();
          if (!users.isEmpty()) {
            throw RefusedException.conflict(
                "The "
                    + kind.word()
                    + " '"
                    + name
                    + "' is named by "
                    + users.size()
                    + (users.size() == 1 ? " movement" : " movements")
                    + ", such as '"
                    + users.get(0)
                    + "'; remove or change them first");
          }
          store.delete(handle, kind, name);
          audit.add(handle, change.signature(), kind.subject(name), earlier, null, null);
          return null;
        });
  }

  private static String names(DefinitionKind<?> kind, MovementDefinition user) {
    if (kind.equals(DefinitionKind.SOURCE)) {
      return user.movement().source().cluster();
    }
    return kind.equals(DefinitionKind.CATALOG) ? user.movement().destination().catalog() : "";
  }

  private enum Done {
    ADDED,
    CHANGED,
    UNCHANGED
  }

  private <T> Done put(Handle handle, DefinitionKind<T> kind, T definition, SignedChange change) {
    String name = kind.name().apply(definition);
    Optional<T> earlier = store.find(handle, kind, name);
    if (earlier.isPresent() && earlier.get().equals(definition)) {
      return Done.UNCHANGED;
    }
    store.put(handle, kind, definition);
    audit.add(
        handle, change.signature(), kind.subject(name), earlier.orElse(null), definition, null);
    return earlier.isPresent() ? Done.CHANGED : Done.ADDED;
  }

  private List<Fault> unknownNames(Handle handle, List<Numbered> movements) {
    SortedSet<String> sources = store.names(handle, DefinitionKind.SOURCE);
    SortedSet<String> catalogs = store.names(handle, DefinitionKind.CATALOG);
    List<Fault> faults = new ArrayList<>();
    for (Numbered row : movements) {
      RegistryCopy.unknownName(row.movement().movement(), sources, catalogs)
          .ifPresent(problem -> faults.add(new Fault(row.path(), problem)));
    }
    return faults;
  }

  private static void refuse(String what, List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw RefusedException.invalid(what, faults);
    }
  }

  private static RefusedException notFound(DefinitionKind<?> kind, String name) {
    return RefusedException.notFound("The registry knows no " + kind.word() + " '" + name + "'");
  }

  /**
   * A movement with where it stands.
   *
   * @param line from 1, or 0 when it stands alone
   * @param movement the movement
   */
  record Numbered(long line, MovementDefinition movement) {
    String path() {
      return line == 0 ? "movement" : "line " + line;
    }
  }

  /**
   * A document with what its version is told by.
   *
   * @param version opaque
   * @param document the document
   */
  public record Versioned<T>(String version, T document) {}
}
