package io.pointsman.registry.store;

import com.google.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Messages that somebody has not taken yet. */
public final class OutboxStore {

  @Inject
  OutboxStore() {}

  /**
   * A message.
   *
   * @param id unique for what it is about and for whom it is
   * @param target whom it is for
   * @param event what it is about
   * @param body as it is sent
   * @param createdAt when it was put in
   * @param attempts how often it was sent, this time included
   */
  public record Message(
      String id, String target, String event, String body, Instant createdAt, int attempts) {}

  /**
   * What waits for one target.
   *
   * @param count how many
   * @param oldest when the oldest was put in
   */
  public record Waiting(long count, Instant oldest) {}

  /** Puts a message in, unless it is or was in already since the reader's position is as it is. */
  public void add(Handle handle, String id, String target, String event, String body, Instant at) {
    handle
        .createUpdate(
            "insert into outbox (id, target, event, body, created_at, attempts, next_at) values"
                + " (:id, :target, :event, :body, :at, 0, :at) on conflict (id) do nothing")
        .bind("id", id)
        .bind("target", target)
        .bind("event", event)
        .bind("body", body)
        .bind("at", at.toEpochMilli())
        .execute();
  }

  /** Whether anything is due. */
  public boolean isDue(Handle handle, String target, Instant now) {
    return handle
        .createQuery("select 1 from outbox where target = :target and next_at <= :now limit 1")
        .bind("target", target)
        .bind("now", now.toEpochMilli())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Takes the oldest messages that are due, for as long as sending them may take: nobody else gets
   * them meanwhile, and whoever does not come back loses them to the next.
   */
  public List<Message> take(Handle handle, String target, Instant now, Duration lease, int most) {
    List<Message> due =
        handle
            .createQuery(
                "select * from outbox where target = :target and next_at <= :now order by"
                    + " created_at, id limit :most")
            .bind("target", target)
            .bind("now", now.toEpochMilli())
            .bind("most", most)
            .map(
                (row, context) ->
                    new Message(
                        row.getString("id"),
                        row.getString("target"),
                        row.getString("event"),
                        row.getString("body"),
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        row.getInt("attempts") + 1))
            .list();
    for (Message message : due) {
      handle
          .createUpdate(
              "update outbox set attempts = attempts + 1, next_at = :until where id = :id")
          .bind("until", now.plus(lease).toEpochMilli())
          .bind("id", message.id())
          .execute();
    }
    return due;
  }

  /** It was taken, or is given up. */
  public boolean remove(Handle handle, String id) {
    return handle.createUpdate("delete from outbox where id = :id").bind("id", id).execute() == 1;
  }

  /** It was not taken; it is due again at a time. */
  public void later(Handle handle, String id, Instant at, String error) {
    handle
        .createUpdate("update outbox set next_at = :at, last_error = :error where id = :id")
        .bind("at", at.toEpochMilli())
        .bind("error", error)
        .bind("id", id)
        .execute();
  }

  /** What waits, by target. */
  public Map<String, Waiting> waiting(Handle handle) {
    Map<String, Waiting> waiting = new TreeMap<>();
    handle
        .createQuery(
            "select target, count(*) as messages, min(created_at) as oldest from outbox group by"
                + " target")
        .map(
            (row, context) ->
                waiting.put(
                    row.getString("target"),
                    new Waiting(
                        row.getLong("messages"), Instant.ofEpochMilli(row.getLong("oldest")))))
        .list();
    return waiting;
  }
}
