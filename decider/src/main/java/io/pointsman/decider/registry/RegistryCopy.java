package io.pointsman.decider.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All that the registry knows and a decision needs, as one document: {@code GET /v1/copy}. Workers
 * keep the last one on disk, so that the registry is never a single point of failure.
 *
 * @param revision revision of the routing table
 * @param routingTable the table of that revision
 * @param sources by name
 * @param catalogs by name
 * @param movements by movement id
 * @param standing reached steps of ramps, the guard states that take part in decisions, and the
 *     fleet's breaker
 * @param fetchedAt when it was read, by the clock of the machine that keeps it
 * @param usualLegacySeconds how long the legacy engine usually takes, by movement id; a movement
 *     that it has not served lately is not in it, and a registry of an earlier version says none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistryCopy(
    long revision,
    RoutingTable routingTable,
    Map<String, SourceDefinition> sources,
    Map<String, CatalogDefinition> catalogs,
    Map<String, MovementDefinition> movements,
    Standing standing,
    Instant fetchedAt,
    Map<String, Long> usualLegacySeconds) {

  public RegistryCopy {
    sources = sources == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(sources));
    catalogs = catalogs == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(catalogs));
    movements =
        movements == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(movements));
    standing = standing == null ? Standing.BEGINNING : standing;
    usualLegacySeconds =
        usualLegacySeconds == null
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<>(usualLegacySeconds));
  }

  /** A copy of these definitions, each under its own name. */
  public static RegistryCopy of(
      long revision,
      RoutingTable routingTable,
      Collection<SourceDefinition> sources,
      Collection<CatalogDefinition> catalogs,
      Collection<MovementDefinition> movements,
      Standing standing,
      Instant fetchedAt) {
    return new RegistryCopy(
        revision,
        routingTable,
        byName(sources, SourceDefinition::name),
        byName(catalogs, CatalogDefinition::name),
        byName(movements, definition -> definition.movement().id()),
        standing,
        fetchedAt,
        Map.of());
  }

  /** The same copy, with what the legacy engine usually takes. */
  public RegistryCopy withUsualLegacySeconds(Map<String, Long> seconds) {
    return new RegistryCopy(
        revision, routingTable, sources, catalogs, movements, standing, fetchedAt, seconds);
  }

  /** How long the legacy engine usually takes for a movement, or empty when it is not known. */
  public Optional<Duration> usualLegacyTime(Movement movement) {
    return Optional.ofNullable(usualLegacySeconds.get(movement.id())).map(Duration::ofSeconds);
  }

  public Optional<SourceDefinition> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  public Optional<CatalogDefinition> catalog(String name) {
    return Optional.ofNullable(catalogs.get(name));
  }

  /** What the registry knows of a movement, or no more than what its caller says. */
  public MovementDefinition definition(Movement caller) {
    return movements.getOrDefault(caller.id(), MovementDefinition.of(caller));
  }

  /** The movement as the registry knows it: data model, cohort and labels are the registry's. */
  public Movement effective(Movement caller) {
    return definition(caller).movement();
  }

  /**
   * What is wrong with a movement's names, or empty when source and catalog are known.
   *
   * @return the field, its value and the names that are known
   */
  public Optional<String> unknownName(Movement movement) {
    return unknownName(movement, new TreeSet<>(sources.keySet()), new TreeSet<>(catalogs.keySet()));
  }

  /** As {@link #unknownName(Movement)}, by the known names alone. */
  public static Optional<String> unknownName(
      Movement movement, SortedSet<String> sources, SortedSet<String> catalogs) {
    String cluster = movement.source().cluster();
    if (!sources.contains(cluster)) {
      return Optional.of(unknown("source.cluster", cluster, "source", sources));
    }
    String catalog = movement.destination().catalog();
    return catalogs.contains(catalog)
        ? Optional.empty()
        : Optional.of(unknown("destination.catalog", catalog, "catalog", catalogs));
  }

  /**
   * Decides as the registry would, by this copy: unknown names are refused, the registry's view of
   * the movement is evaluated.
   *
   * @param decidedBy {@code registry} or {@code worker}
   */
  public Decision decide(DecisionRequest request, int execution, Instant now, String decidedBy) {
    Movement effective = effective(request.movement());
    return unknownName(effective)
        .map(
            problem ->
                RouteDecider.refuse(
                    request,
                    execution,
                    effective,
                    DecisionReason.INVALID_INPUT,
                    problem,
                    revision,
                    now,
                    decidedBy))
        .orElseGet(
            () ->
                RouteDecider.decide(
                    routingTable,
                    revision,
                    standing,
                    request,
                    execution,
                    effective,
                    now,
                    decidedBy));
  }

  private static String unknown(String field, String value, String what, SortedSet<String> known) {
    int shown = 20;
    String names =
        known.isEmpty()
            ? "it knows none yet"
            : "it knows "
                + String.join(", ", known.stream().limit(shown).toList())
                + (known.size() > shown ? " and " + (known.size() - shown) + " more" : "");
    return "Not a movement: field '"
        + field
        + "' is '"
        + value
        + "', a "
        + what
        + " that the registry does not know; "
        + names;
  }

  private static <T> Map<String, T> byName(Collection<T> values, Function<T, String> name) {
    TreeMap<String, T> map = new TreeMap<>();
    values.forEach(value -> map.put(name.apply(value), value));
    return map;
  }
}
