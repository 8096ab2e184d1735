package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.Movement;
import io.pointsman.decider.registry.MovementDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Sources, catalogs and movements by name. */
public final class DefinitionStore {

  @Inject
  DefinitionStore() {}

  public <T> Optional<T> find(Handle handle, DefinitionKind<T> kind, String name) {
    return handle
        .createQuery("select document from definition where kind = :kind and name = :name")
        .bind("kind", kind.word())
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .map(document -> StoredJson.read(document, kind.type()));
  }

  /**
   * What is known of a movement's names, asked at once.
   *
   * @param movement its definition, if it is registered
   * @param source whether its source is known
   * @param catalog whether its catalog is known
   */
  public record Names(Optional<MovementDefinition> movement, boolean source, boolean catalog) {}

  /** What is known of a movement and of what it names. */
  public Names names(Handle handle, Movement movement) {
    Map<String, String> found = new HashMap<>();
    handle
        .createQuery(
            "select kind, case when kind = 'movement' then document end as document from definition"
                + " where (kind = 'movement' and name = :movement) or (kind = 'source' and name ="
                + " :source) or (kind = 'catalog' and name = :catalog)")
        .bind("movement", movement.id())
        .bind("source", movement.source().cluster())
        .bind("catalog", movement.destination().catalog())
        .map((row, context) -> found.put(row.getString("kind"), row.getString("document")))
        .list();
    return new Names(
        Optional.ofNullable(found.get(DefinitionKind.MOVEMENT.word()))
            .map(document -> StoredJson.read(document, MovementDefinition.class)),
        found.containsKey(DefinitionKind.SOURCE.word()),
        found.containsKey(DefinitionKind.CATALOG.word()));
  }

  /** All of a kind, by name. */
  public <T> List<T> all(Handle handle, DefinitionKind<T> kind) {
    return page(handle, kind, Integer.MAX_VALUE, "");
  }

  /** Those whose name comes after {@code after}, by name. */
  public <T> List<T> page(Handle handle, DefinitionKind<T> kind, int limit, String after) {
    return handle
        .createQuery(
            "select document from definition where kind = :kind and name > :after order by name"
                + " limit :limit")
        .bind("kind", kind.word())
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .map(document -> StoredJson.read(document, kind.type()))
        .list();
  }

  public SortedSet<String> names(Handle handle, DefinitionKind<?> kind) {
    return new TreeSet<>(
        handle
            .createQuery("select name from definition where kind = :kind")
            .bind("kind", kind.word())
            .mapTo(String.class)
            .list());
  }

  public long count(Handle handle, DefinitionKind<?> kind) {
    return handle
        .createQuery("select count(*) from definition where kind = :kind")
        .bind("kind", kind.word())
        .mapTo(Long.class)
        .one();
  }

  public <T> void put(Handle handle, DefinitionKind<T> kind, T definition) {
    handle
        .createUpdate(
            "insert into definition (kind, name, document) values (:kind, :name, :document) on"
                + " conflict (kind, name) do update set document = excluded.document")
        .bind("kind", kind.word())
        .bind("name", kind.name().apply(definition))
        .bind("document", StoredJson.write(definition))
        .execute();
  }

  public void delete(Handle handle, DefinitionKind<?> kind, String name) {
    handle
        .createUpdate("delete from definition where kind = :kind and name = :name")
        .bind("kind", kind.word())
        .bind("name", name)
        .execute();
  }
}
