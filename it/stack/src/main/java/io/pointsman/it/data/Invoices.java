package io.pointsman.it.data;

import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** A composite partition key, numbers of every kind, a column in its own case, no compression. */
final class Invoices implements TableData {
  private static final Values VALUE = Values.of("invoice");
  private static final int PER_ACCOUNT_AND_MONTH = 12;
  private static final int DAY_SECONDS = 86_400;

  private static final String INSERT =
      "INSERT INTO billing.invoices (account, month, number, amount, tax, issued, \"dueDate\", paid,"
          + " document, lines, currency, printed_at, kind, pages, rate)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String ROW = " WHERE account = ? AND month = ? AND number = ?";

  @Override
  public String keyspace() {
    return "billing";
  }

  @Override
  public String table() {
    return "invoices";
  }

  @Override
  public double share() {
    return 0.18;
  }

  @Override
  public List<String> schema() {
    return List.of(
        "CREATE TYPE billing.line (sku text, quantity int, price decimal)",
        """
        CREATE TABLE billing.invoices (
          account int, month date, number bigint,
          amount decimal, tax varint, issued timestamp, "dueDate" date, paid boolean, document blob,
          lines frozen<list<frozen<line>>>, currency ascii, printed_at time, kind tinyint,
          pages smallint, rate float,
          PRIMARY KEY ((account, month), number))
          WITH compression = {'enabled': 'false'}
          AND compaction = {'class': 'SizeTieredCompactionStrategy', 'enabled': 'false'}
        """);
  }

  private static int account(long i) {
    return (int) (i / PER_ACCOUNT_AND_MONTH / 6) - 50;
  }

  private static LocalDate month(long i) {
    return LocalDate.of(2026, 1 + (int) (i / PER_ACCOUNT_AND_MONTH % 6), 1);
  }

  private static long number(long i) {
    return i % 2 == 0 ? i : -i;
  }

  @Override
  public void write(int round, long rows, StatementWriter writer) {
    switch (round) {
      case 0 -> insert(0, rows * 7 / 10, 0, writer);
      case 1 -> insert(rows * 6 / 10, rows, 1, writer);
      case 2 -> delete(rows, writer);
      case 3 -> update(rows, writer);
      case 4 -> expire(rows, writer);
      case 5 -> insert(0, rows / 50, 5, writer);
      default -> throw new IllegalArgumentException("No round " + round);
    }
  }

  private static void insert(long from, long to, int version, StatementWriter writer) {
    UserDefinedType line = writer.userDefinedType("billing", "line");
    for (long i = from; i < to; i++) {
      long v = i * 10 + version;
      writer.insert(
          INSERT,
          account(i),
          month(i),
          number(i),
          VALUE.decimal(v),
          VALUE.oneIn(v, 8) ? BigInteger.ZERO : VALUE.varint(v),
          VALUE.instant(v, 20_000),
          VALUE.date(v, 100_000),
          VALUE.oneIn(v, 2),
          VALUE.blob(v, 48),
          VALUE.oneIn(v, 6) ? null : lines(line, v),
          VALUE.oneIn(v, 2) ? "EUR" : "USD",
          LocalTime.ofNanoOfDay(Math.floorMod(VALUE.bits(v), 86_400_000_000_000L)),
          (byte) VALUE.bits(v),
          (short) VALUE.bits(v + 1),
          (float) VALUE.number(v));
    }
  }

  private static List<UdtValue> lines(UserDefinedType type, long v) {
    List<UdtValue> lines = new ArrayList<>();
    for (int l = VALUE.below(v, 4); l > 0; l--) {
      UdtValue line = type.newValue().setString("sku", Items.sku(v + l)).setInt("quantity", l);
      lines.add(VALUE.oneIn(v + l, 4) ? line : line.setBigDecimal("price", VALUE.decimal(v + l)));
    }
    return lines;
  }

  private static void delete(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i++) {
      switch ((int) (i % (PER_ACCOUNT_AND_MONTH * 10))) {
        case 3 ->
            writer.execute("DELETE FROM billing.invoices" + ROW, account(i), month(i), number(i));
        case 15 ->
            writer.execute(
                "DELETE amount, lines FROM billing.invoices" + ROW,
                account(i),
                month(i),
                number(i));
        case 30 ->
            writer.execute(
                "DELETE FROM billing.invoices WHERE account = ? AND month = ? AND number > ?",
                account(i),
                month(i),
                0L);
        case 60 ->
            writer.execute(
                "DELETE FROM billing.invoices WHERE account = ? AND month = ?",
                account(i),
                month(i));
        default -> {}
      }
    }
  }

  private static void update(long rows, StatementWriter writer) {
    for (long i = 0; i < rows; i += 11) {
      writer.execute(
          "UPDATE billing.invoices SET paid = ?, amount = ?" + ROW,
          true,
          VALUE.decimal(-i),
          account(i),
          month(i),
          number(i));
    }
  }

  private static void expire(long rows, StatementWriter writer) {
    for (long i = 1; i < rows; i += 45) {
      writer.execute(
          "UPDATE billing.invoices USING TTL ? SET document = ?, rate = ?" + ROW,
          i % 90 == 1 ? 1 : 15 * DAY_SECONDS,
          VALUE.blob(-i, 16),
          1.5f,
          account(i),
          month(i),
          number(i));
    }
  }
}
