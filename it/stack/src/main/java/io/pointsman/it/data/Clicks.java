package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Events by site and day, with a default time to live and a two-column clustering. */
final class Clicks implements TableData {
  private static final Values VALUE = Values.of("click");
  private static final int PER_SITE_AND_DAY = 80;
  private static final int SITES = 12;

  private static final String INSERT =
      "INSERT INTO events.clicks (site, day, at, place, url, visitor, weight)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";
  private static final String DAY = " WHERE site = ? AND day = ?";

  @Override
  public String keyspace() {
    return "events";
  }

  @Override
  public String table() {
    return "clicks";
  }

  @Override
  public double share() {
    return 0.20;
  }

  @Override
  public List<String> schema() {
    return List.of(
        """
        CREATE TABLE events.clicks (
          site text, day date, at timeuuid, place int, url text, visitor uuid, weight double,
          PRIMARY KEY ((site, day), at, place))
          WITH CLUSTERING ORDER BY (at DESC, place ASC)
          AND default_time_to_live = 2592000
          AND compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}
        """);
  }

  private static String site(long i) {
    return "site-" + i / PER_SITE_AND_DAY % SITES;
  }

  private static LocalDate day(long i) {
    return Values.TODAY.minusDays(i / PER_SITE_AND_DAY / SITES);
  }

  private static Instant instant(long i) {
    return day(i)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .plusSeconds(i % PER_SITE_AND_DAY * 1_000);
  }

  private static UUID at(long i) {
    return VALUE.timeUuid(i / 2 * 2, instant(i / 2 * 2)); // Two clicks share an instant.
  }

  @Override
  public void write(int round, long rows, StatementWriter writer) {
    switch (round) {
      case 0 -> insert(0, rows * 7 / 10, 0, writer);
      case 1 -> insert(rows * 13 / 20, rows, 1, writer);
      case 2 -> delete(rows, writer);
      case 3 -> writeAgain(rows, writer);
      case 4 -> expire(rows, writer);
      case 5 -> insert(rows / 4, rows / 4 + rows / 60, 5, writer);
      default -> throw new IllegalArgumentException("No round " + round);
    }
  }

  private static void insert(long from, long to, int version, StatementWriter writer) {
    for (long i = from; i < to; i++) {
      insert(i, version, writer);
    }
  }

  private static void insert(long i, int version, StatementWriter writer) {
    long v = i * 10 + version;
    writer.insert(
        INSERT,
        site(i),
        day(i),
        at(i),
        (int) (i % 2),
        "https://example.org/" + VALUE.below(v, 5_000),
        VALUE.oneIn(v, 12) ? null : VALUE.uuid(v),
        VALUE.number(v));
  }

  private static void delete(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i++) {
      switch ((int) (i % (PER_SITE_AND_DAY * 9))) {
        case 5 ->
            writer.execute(
                "DELETE FROM events.clicks" + DAY + " AND at = ?", site(i), day(i), at(i));
        case PER_SITE_AND_DAY ->
            writer.execute(
                "DELETE FROM events.clicks" + DAY + " AND at < ?",
                site(i),
                day(i),
                Uuids.startOf(instant(i).plusSeconds(30_000).toEpochMilli()));
        case 3 * PER_SITE_AND_DAY ->
            writer.execute("DELETE FROM events.clicks" + DAY, site(i), day(i));
        case 5 * PER_SITE_AND_DAY + 1 ->
            writer.execute(
                "DELETE url FROM events.clicks" + DAY + " AND at = ? AND place = ?",
                site(i),
                day(i),
                at(i),
                (int) (i % 2));
        default -> {}
      }
    }
  }

  private static void writeAgain(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i += 41) {
      insert(i, 3, writer);
    }
  }

  private static void expire(long rows, StatementWriter writer) {
    for (long i = 3; i < rows; i += 60) {
      writer.insert(
          INSERT + " USING TTL ?",
          site(i),
          day(i),
          at(i),
          2,
          "https://example.org/expires",
          VALUE.uuid(i),
          0.5,
          1 + (int) (i % 2));
    }
  }
}
