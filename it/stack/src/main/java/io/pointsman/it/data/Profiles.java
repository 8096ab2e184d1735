package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** One row a member: collections, a user-defined type frozen and not, a column that is dropped. */
final class Profiles implements TableData {
  private static final Values KEY = Values.of("member");
  private static final Values VALUE = Values.of("profile");
  private static final int DAY_SECONDS = 86_400;

  private static final String INSERT =
      "INSERT INTO members.profiles (member_id, name, email, born, home, work, tags, phones, visits,"
          + " balance, score, active, last_ip, nickname)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /** The key of a member; shared with what members do. */
  static UUID member(long i) {
    return KEY.uuid(i);
  }

  @Override
  public String keyspace() {
    return "members";
  }

  @Override
  public String table() {
    return "profiles";
  }

  @Override
  public double share() {
    return 0.12;
  }

  @Override
  public List<String> schema() {
    return List.of(
        "CREATE TYPE members.address (street text, city text, zip int, since date)",
        """
        CREATE TABLE members.profiles (
          member_id uuid PRIMARY KEY, name text, email text, born date,
          home frozen<address>, work address,
          tags set<text>, phones map<text, text>, visits list<timestamp>,
          balance decimal, score double, active boolean, last_ip inet, nickname text)
          WITH compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}
        """);
  }

  @Override
  public List<String> schemaChangesAfter(int round) {
    return round == 4
        ? List.of(
            "ALTER TABLE members.profiles DROP nickname",
            "ALTER TABLE members.profiles ADD loyalty int",
            "ALTER TYPE members.address ADD country text")
        : List.of();
  }

  @Override
  public void write(int round, long rows, StatementWriter writer) {
    long half = rows / 2;
    switch (round) {
      case 0 -> insert(0, half + rows / 10, 0, writer);
      case 1 -> {
        insert(half, rows, 1, writer);
        update(half, writer);
      }
      case 2 -> delete(rows, writer);
      case 3 -> writeAgain(rows, writer);
      case 4 -> expire(rows, writer);
      case 5 -> afterTheSchemaChanged(rows, writer);
      default -> throw new IllegalArgumentException("No round " + round);
    }
  }

  private void insert(long from, long to, int version, StatementWriter writer) {
    UserDefinedType type = writer.userDefinedType("members", "address");
    for (long i = from; i < to; i++) {
      long v = i * 10 + version;
      writer.insert(
          INSERT,
          member(i),
          VALUE.text(v, 2),
          "member" + i + "@example.org",
          VALUE.date(v, 30_000),
          VALUE.oneIn(v, 9) ? null : address(type, v),
          VALUE.oneIn(v, 7) ? null : address(type, v + 1),
          tags(v),
          phones(v),
          VALUE.oneIn(v, 3) ? null : List.of(VALUE.instant(v, 400), VALUE.instant(v + 1, 400)),
          VALUE.decimal(v),
          VALUE.number(v),
          VALUE.oneIn(v, 2),
          VALUE.address(v),
          VALUE.oneIn(v, 2) ? "nick" + v : null);
    }
  }

  private static UdtValue address(UserDefinedType type, long v) {
    UdtValue value =
        type.newValue()
            .setString("street", VALUE.text(v, 1))
            .setString("city", VALUE.oneIn(v, 5) ? null : VALUE.word(v))
            .setInt("zip", VALUE.below(v, 100_000));
    return VALUE.oneIn(v, 3) ? value : value.setLocalDate("since", VALUE.date(v, 5_000));
  }

  private static Set<String> tags(long v) {
    Set<String> tags = new TreeSet<>();
    for (int t = VALUE.below(v, 4); t > 0; t--) {
      tags.add(VALUE.word(v + t));
    }
    return tags;
  }

  private static Map<String, String> phones(long v) {
    Map<String, String> phones = new LinkedHashMap<>();
    for (int p = VALUE.below(v, 3); p > 0; p--) {
      phones.put(p == 1 ? "home" : "mobile", "+" + VALUE.below(v + p, 1_000_000_000));
    }
    return phones;
  }

  private static void update(long half, StatementWriter writer) {
    for (long i = 0; i < half; i += 5) {
      writer.execute(
          "UPDATE members.profiles SET balance = ?, tags = tags + ?, phones['work'] = ?,"
              + " visits = visits + ? WHERE member_id = ?",
          VALUE.decimal(-i),
          Set.of("updated", VALUE.word(i)),
          "+" + VALUE.below(i, 1_000_000),
          List.of(VALUE.instant(-i, 30)),
          member(i));
    }
  }

  private static void delete(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i++) {
      switch ((int) (i % 60)) {
        case 3 -> writer.execute("DELETE FROM members.profiles WHERE member_id = ?", member(i));
        case 13 ->
            writer.execute(
                "DELETE email, work FROM members.profiles WHERE member_id = ?", member(i));
        case 23 ->
            writer.execute(
                "DELETE phones['home'] FROM members.profiles WHERE member_id = ?", member(i));
        case 33 ->
            writer.execute(
                "UPDATE members.profiles SET tags = tags - ?, work.city = ? WHERE member_id = ?",
                Set.of(VALUE.word(i * 10 + 1), "updated"),
                null,
                member(i));
        default -> {}
      }
    }
  }

  private static void writeAgain(long rows, StatementWriter writer) {
    for (long i = 3; i < rows; i += 120) { // Every other one of those that were deleted.
      writer.insert(
          "INSERT INTO members.profiles (member_id, name, balance) VALUES (?, ?, ?)",
          member(i),
          "came back " + i,
          BigDecimal.ZERO);
    }
    for (long i = 7; i < rows; i += 30) {
      writer.execute(
          "UPDATE members.profiles SET work.zip = ?, phones = ?, visits = ? + visits"
              + " WHERE member_id = ?",
          VALUE.below(i, 1_000),
          Map.of("only", "+1"),
          List.of(VALUE.instant(i, 10)),
          member(i));
    }
  }

  private static void expire(long rows, StatementWriter writer) {
    for (long i = 11; i < rows; i += 40) {
      writer.execute(
          "UPDATE members.profiles USING TTL ? SET name = ?, score = ? WHERE member_id = ?",
          i % 80 == 11 ? 1 : 20 * DAY_SECONDS,
          "expires " + i,
          VALUE.number(i),
          member(i));
    }
    for (long i = rows; i < rows + rows / 100; i++) {
      writer.insert(
          "INSERT INTO members.profiles (member_id, name) VALUES (?, ?) USING TTL ?",
          member(i),
          "guest " + i,
          i % 2 == 0 ? 2 : 9 * DAY_SECONDS);
    }
  }

  private static void afterTheSchemaChanged(long rows, StatementWriter writer) {
    UserDefinedType type = writer.userDefinedType("members", "address");
    for (long i = 2; i < rows; i += 25) {
      writer.execute(
          "UPDATE members.profiles SET loyalty = ?, home = ? WHERE member_id = ?",
          VALUE.below(i, 10),
          address(type, i).setString("country", VALUE.word(i)),
          member(i));
    }
  }
}
