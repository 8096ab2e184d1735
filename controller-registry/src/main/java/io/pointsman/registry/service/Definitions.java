package io.pointsman.registry.service;

import com.google.inject.Inject;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
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
    refuse("The source", DefinitionRules.faults(source));
    database.write(handle -> put(handle, DefinitionKind.SOURCE, source, change));
  }

  /**
   * Sets what a catalog's name means.
   *
   * @throws RefusedException with each fault's field, secrets among the properties included
   */
  public void putCatalog(CatalogDefinition catalog, SignedChange change) {
    refuse("The catalog", DefinitionRules.faults(catalog));
    database.write(handle -> put(handle, DefinitionKind.CATALOG, catalog, change));
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
          Map<Done, Long> done =
              parsed.movements().stream()
                  .map(row -> put(handle, DefinitionKind.MOVEMENT, row.movement(), change))
                  .collect(Collectors.groupingBy(what -> what, Collectors.counting()));
          return new ImportReceipt(
              done.getOrDefault(Done.ADDED, 0L).intValue(),
              done.getOrDefault(Done.CHANGED, 0L).intValue(),
              done.getOrDefault(Done.UNCHANGED, 0L).intValue());
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
