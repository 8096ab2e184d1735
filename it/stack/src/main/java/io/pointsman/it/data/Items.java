package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.data.CqlVector;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.TupleType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One row a key: a text key, nested frozen collections, a tuple, a vector, Zstandard. */
final class Items implements TableData {
  private static final Values VALUE = Values.of("item");
  private static final int DAY_SECONDS = 86_400;

  private static final String INSERT =
      "INSERT INTO catalog.items (sku, title, price, attributes, related, shelf, embedding, prices,"
          + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  static String sku(long i) {
    return "sku/" + Long.toHexString(VALUE.bits(i)) + "/" + i;
  }

  @Override
  public String keyspace() {
    return "catalog";
  }

  @Override
  public String table() {
    return "items";
  }

  @Override
  public double share() {
    return 0.12;
  }

  @Override
  public List<String> schema() {
    return List.of(
        """
        CREATE TABLE catalog.items (
          sku text PRIMARY KEY, title text, price decimal, attributes map<text, text>,
          related set<text>, shelf tuple<int, text, boolean>, embedding vector<float, 3>,
          prices map<text, frozen<map<text, decimal>>>, updated_at timestamp)
          WITH compression = {'class': 'ZstdCompressor', 'chunk_length_in_kb': 16}
          AND compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}
        """);
  }

  @Override
  public void write(int round, long rows, StatementWriter writer) {
    switch (round) {
      case 0 -> insert(0, rows * 6 / 10, 0, writer);
      case 1 -> insert(rows * 5 / 10, rows, 1, writer);
      case 2 -> delete(rows, writer);
      case 3 -> update(rows, writer);
      case 4 -> expire(rows, writer);
      case 5 -> insert(rows / 3, rows / 3 + rows / 40, 5, writer);
      default -> throw new IllegalArgumentException("No round " + round);
    }
  }

  private static void insert(long from, long to, int version, StatementWriter writer) {
    TupleType shelf = writer.tupleType("catalog", "items", "shelf");
    for (long i = from; i < to; i++) {
      long v = i * 10 + version;
      writer.insert(
          INSERT,
          sku(i),
          VALUE.text(v, 5),
          VALUE.decimal(v),
          attributes(v),
          related(v),
          VALUE.oneIn(v, 10) ? null : shelf(shelf, v),
          CqlVector.newInstance(
              (float) VALUE.below(v, 100) / 7, -0.5f, (float) VALUE.bits(v) * 1e-12f),
          VALUE.oneIn(v, 2)
              ? null
              : Map.of("list", Map.of("EUR", VALUE.decimal(v), "USD", VALUE.decimal(v + 1))),
          VALUE.instant(v, 900));
    }
  }

  private static TupleValue shelf(TupleType type, long v) {
    TupleValue value = type.newValue().setInt(0, VALUE.below(v, 50)).setBoolean(2, true);
    return VALUE.oneIn(v, 4) ? value : value.setString(1, VALUE.word(v));
  }

  private static Map<String, String> attributes(long v) {
    Map<String, String> attributes = new TreeMap<>();
    for (int a = VALUE.below(v, 4); a > 0; a--) {
      attributes.put("k" + VALUE.below(v + a, 9), VALUE.word(v + a));
    }
    return attributes;
  }

  private static Set<String> related(long v) {
    Set<String> related = new TreeSet<>();
    for (int r = VALUE.below(v, 3); r > 0; r--) {
      related.add(sku(VALUE.below(v + r, 1_000)));
    }
    return related;
  }

  private static void delete(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i++) {
      switch ((int) (i % 50)) {
        case 4 -> writer.execute("DELETE FROM catalog.items WHERE sku = ?", sku(i));
        case 14 -> writer.execute("DELETE title, shelf FROM catalog.items WHERE sku = ?", sku(i));
        case 24 -> writer.execute("DELETE attributes FROM catalog.items WHERE sku = ?", sku(i));
        case 34 ->
            writer.execute("DELETE attributes['k1'] FROM catalog.items WHERE sku = ?", sku(i));
        default -> {}
      }
    }
  }

  private static void update(long rows, StatementWriter writer) {
    for (long i = 4; i < rows; i += 100) { // Every other one of those that were deleted.
      writer.insert(
          "INSERT INTO catalog.items (sku, title) VALUES (?, ?)", sku(i), "back on the shelf");
    }
    for (long i = 1; i < rows; i += 9) {
      writer.execute(
          "UPDATE catalog.items SET price = ?, attributes = attributes + ?, related = ?"
              + " WHERE sku = ?",
          VALUE.decimal(-i),
          Map.of("k1", "again", "k9", VALUE.word(i)),
          Set.of("a", "b"),
          sku(i));
    }
  }

  private static void expire(long rows, StatementWriter writer) {
    for (long i = 6; i < rows; i += 30) {
      writer.execute(
          "UPDATE catalog.items USING TTL ? SET attributes['offer'] = ?, title = ? WHERE sku = ?",
          i % 60 == 6 ? 1 : 6 * DAY_SECONDS,
          "half price",
          "offer " + i,
          sku(i));
    }
    for (long i = rows; i < rows + rows / 50; i++) {
      writer.insert(
          "INSERT INTO catalog.items (sku, title) VALUES (?, ?) USING TTL ?",
          sku(i),
          "for a day",
          i % 2 == 0 ? 1 : 30 * DAY_SECONDS);
    }
  }
}
