package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.data.CqlDuration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A time series with static columns, wide Cassandra partitions, TTLs and range tombstones. */
final class Logins implements TableData {
  private static final Values VALUE = Values.of("login");
  private static final int DAY_SECONDS = 86_400;
  private static final int PER_MEMBER = 40;
  private static final String[] DEVICES = {"phone", "laptop", "tv"};

  private static final String INSERT =
      "INSERT INTO members.logins (member_id, at, device, ip, agent, stay, ok, session)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  @Override
  public String keyspace() {
    return "members";
  }

  @Override
  public String table() {
    return "logins";
  }

  @Override
  public double share() {
    return 0.38;
  }

  @Override
  public List<String> schema() {
    return List.of(
        """
        CREATE TABLE members.logins (
          member_id uuid, at timestamp, device text,
          home_country text static, total bigint static,
          ip inet, agent text, stay duration, ok boolean, session timeuuid,
          PRIMARY KEY (member_id, at, device))
          WITH CLUSTERING ORDER BY (at DESC, device ASC)
          AND compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}
        """);
  }

  /** A tenth of all rows are of one member, so that one Cassandra partition is wide. */
  private static UUID member(long i) {
    return Profiles.member(i % 10 == 0 ? 0 : 1 + i / PER_MEMBER);
  }

  /**
   * One login a minute; a row's number tells its time, so that ranges of rows are ranges of time.
   */
  private static Instant at(long i) {
    return Values.TODAY
        .atStartOfDay(java.time.ZoneOffset.UTC)
        .toInstant()
        .minusSeconds(60 * i)
        .plusMillis(i % 1_000);
  }

  private static String device(long i) {
    return DEVICES[VALUE.below(i, DEVICES.length)];
  }

  @Override
  public void write(int round, long rows, StatementWriter writer) {
    switch (round) {
      case 0 -> insert(0, rows * 6 / 10, 0, writer);
      case 1 -> {
        insert(rows * 11 / 20, rows, 1, writer);
        statics(rows, 0, writer);
      }
      case 2 -> delete(rows, writer);
      case 3 -> writeAgain(rows, writer);
      case 4 -> expire(rows, writer);
      case 5 -> statics(rows, 1, writer);
      default -> throw new IllegalArgumentException("No round " + round);
    }
  }

  private static void insert(long from, long to, int version, StatementWriter writer) {
    for (long i = from; i < to; i++) {
      insert(i, i * 10 + version, writer);
    }
  }

  private static void insert(long i, long v, StatementWriter writer) {
    writer.insert(
        INSERT,
        member(i),
        at(i),
        device(i),
        VALUE.address(v),
        VALUE.oneIn(v, 6) ? null : VALUE.text(v, 4),
        CqlDuration.newInstance(
            VALUE.below(v, 3), VALUE.below(v, 40), VALUE.below(v, 86_400) * 1_000_000_000L),
        VALUE.oneIn(v, 3),
        VALUE.timeUuid(v, at(i)));
  }

  private static void statics(long rows, int version, StatementWriter writer) {
    long members = rows / PER_MEMBER;
    for (long m = 0; m < members; m += 1 + version) {
      writer.execute(
          "UPDATE members.logins SET home_country = ?, total = ? WHERE member_id = ?",
          version == 1 && m % 8 == 0 ? null : VALUE.word(m + version),
          VALUE.bits(m),
          Profiles.member(m));
    }
    for (long m = 0; version == 0 && m < 20; m++) { // Cassandra partitions of static values alone.
      writer.insert(
          "INSERT INTO members.logins (member_id, home_country) VALUES (?, ?)",
          Profiles.member(1_000_000 + m),
          "nowhere");
    }
  }

  private static void delete(long rows, StatementWriter writer) {
    long members = rows / PER_MEMBER;
    for (long m = 1; m < members; m++) {
      long first = (m - 1) * PER_MEMBER;
      switch ((int) (m % 24)) {
        case 2 ->
            writer.execute("DELETE FROM members.logins WHERE member_id = ?", Profiles.member(m));
        case 5 ->
            writer.execute(
                "DELETE FROM members.logins WHERE member_id = ? AND at >= ? AND at < ?",
                Profiles.member(m),
                at(first + 20),
                at(first + 4));
        case 8 ->
            writer.execute(
                "DELETE FROM members.logins WHERE member_id = ? AND at <= ?",
                Profiles.member(m),
                at(first + 30));
        case 11 ->
            writer.execute(
                "DELETE FROM members.logins WHERE member_id = ? AND at = ?",
                member(first + 3),
                at(first + 3));
        case 14 ->
            writer.execute(
                "DELETE ip, ok FROM members.logins WHERE member_id = ? AND at = ? AND device = ?",
                member(first + 5),
                at(first + 5),
                device(first + 5));
        case 17 ->
            writer.execute(
                "DELETE FROM members.logins WHERE member_id = ? AND at = ? AND device = ?",
                member(first + 7),
                at(first + 7),
                device(first + 7));
        case 20 ->
            writer.execute(
                "DELETE home_country FROM members.logins WHERE member_id = ?", Profiles.member(m));
        default -> {}
      }
    }
    // Overlapping ranges in the wide one.
    for (long i = 0; i < rows; i += Math.max(1, rows / 20)) {
      writer.execute(
          "DELETE FROM members.logins WHERE member_id = ? AND at > ? AND at <= ?",
          member(0),
          at(i + rows / 60),
          at(i));
      writer.execute(
          "DELETE FROM members.logins WHERE member_id = ? AND at > ? AND at <= ?",
          member(0),
          at(i + rows / 40),
          at(i + rows / 80));
    }
  }

  private static void writeAgain(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i += 37) {
      insert(i, i * 10 + 3, writer);
    }
  }

  private static void expire(long rows, StatementWriter writer) {
    for (long i = 5; i < rows; i += 50) {
      writer.insert(
          INSERT + " USING TTL ?",
          member(i),
          at(i),
          "guest",
          VALUE.address(i),
          "expires",
          CqlDuration.newInstance(0, 1, 0),
          true,
          VALUE.timeUuid(i, at(i)),
          i % 100 == 5 ? 1 + (int) (i % 2) : 3 * DAY_SECONDS);
    }
    for (long i = 9; i < rows; i += 70) {
      writer.execute(
          "UPDATE members.logins USING TTL ? SET agent = ?"
              + " WHERE member_id = ? AND at = ? AND device = ?",
          i % 140 == 9 ? 1 : 12 * DAY_SECONDS,
          "expires",
          member(i),
          at(i),
          device(i));
    }
  }
}
