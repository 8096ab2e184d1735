package io.pointsman.iceberg;

import io.pointsman.decider.registry.CatalogDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Looks at tables: SQL over Iceberg catalogs, from the command line or from a prompt.
 *
 * <pre>{@code
 * spark-submit --class io.pointsman.iceberg.SqlShell --jars … iceberg.jar
 *     --catalog lake type=rest uri=http://… [--credentials NAME] [-e "SELECT …"]…
 * }</pre>
 */
public final class SqlShell {
  private static final int MOST_ROWS = 1000;

  /**
   * What a command line asks for.
   *
   * @param catalogs the first is the current one
   * @param statements to run, or empty for a prompt
   */
  record Command(List<CatalogDefinition> catalogs, List<String> statements) {}

  private final SparkSession spark;
  private final PrintStream out;

  SqlShell(SparkSession spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
  }

  /** Exits 0, or 1 when a statement failed or the command line is not understood. */
  public static void main(String[] arguments) throws IOException {
    Command command;
    try {
      command = parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "Usage: --catalog NAME key=value… [--credentials NAME] [-e \"SQL\"]…; without -e a prompt");
      System.exit(1);
      return;
    }
    boolean succeeded;
    try (SparkSession spark = session(command.catalogs())) {
      SqlShell shell = new SqlShell(spark, System.out);
      succeeded =
          command.statements().isEmpty()
              ? shell.prompt(
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
              : shell.runAll(command.statements());
    }
    System.exit(succeeded ? 0 : 1);
  }

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException saying which word is not understood
   */
  static Command parse(List<String> words) {
    List<CatalogDefinition> catalogs = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    int i = 0;
    while (i < words.size()) {
      String option = words.get(i++);
      if (i == words.size()) {
        throw new IllegalArgumentException("Option " + option + " has no value");
      }
      String value = words.get(i++);
      switch (option) {
        case "-e" -> statements.add(value);
        case "--catalog" -> {
          Map<String, String> properties = new TreeMap<>();
          while (i < words.size() && !words.get(i).startsWith("-")) {
            String property = words.get(i++);
            int equals = property.indexOf('=');
            if (equals < 1) {
              throw new IllegalArgumentException(
                  "A catalog's property is key=value, not '" + property + "'");
            }
            properties.put(property.substring(0, equals), property.substring(equals + 1));
          }
          catalogs.add(new CatalogDefinition(value, properties, null));
        }
        case "--credentials" -> {
          if (catalogs.isEmpty()) {
            throw new IllegalArgumentException(
                "--credentials stands after the --catalog it is for");
          }
          CatalogDefinition last = catalogs.remove(catalogs.size() - 1);
          catalogs.add(new CatalogDefinition(last.name(), last.properties(), value));
        }
        default -> throw new IllegalArgumentException("Unknown option " + option);
      }
    }
    if (catalogs.isEmpty()) {
      throw new IllegalArgumentException("No --catalog");
    }
    return new Command(List.copyOf(catalogs), List.copyOf(statements));
  }

  private static SparkSession session(List<CatalogDefinition> catalogs) {
    SparkSession.Builder builder = JobSession.builder(new SparkConf());
    catalogs.forEach(catalog -> JobSession.catalog(catalog).forEach(builder::config));
    return builder.config("spark.sql.defaultCatalog", catalogs.get(0).name()).getOrCreate();
  }

  boolean runAll(List<String> statements) {
    boolean succeeded = true;
    for (String statement : statements) {
      succeeded &= run(statement);
    }
    return succeeded;
  }

  /** Statements end with a semicolon; {@code quit} or the end of the input leaves. */
  boolean prompt(BufferedReader in) throws IOException {
    StringBuilder statement = new StringBuilder();
    out.print("sql> ");
    out.flush();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String text = line.strip();
      if (statement.length() == 0 && (text.equals("quit") || text.equals("exit"))) {
        return true;
      }
      statement.append(line).append('\n');
      if (text.endsWith(";")) {
        run(statement.substring(0, statement.lastIndexOf(";")));
        statement.setLength(0);
      }
      out.print(statement.toString().isBlank() ? "sql> " : "   > ");
      out.flush();
    }
    out.println();
    return true;
  }

  private boolean run(String statement) {
    if (statement.isBlank()) {
      return true;
    }
    try {
      Dataset<Row> result = spark.sql(statement);
      if (result.schema().equals(new StructType())) {
        out.println("Done");
        return true;
      }
      List<Row> rows = result.limit(MOST_ROWS + 1).collectAsList();
      Dataset<Row> shown =
          spark.createDataFrame(rows.subList(0, Math.min(MOST_ROWS, rows.size())), result.schema());
      out.flush();
      shown.show(MOST_ROWS, false);
      out.println(
          rows.size() > MOST_ROWS ? "The first " + MOST_ROWS + " rows" : rows.size() + " rows");
      return true;
    } catch (Exception e) {
      // Spark's analysis errors are checked, though its methods do not say so.
      out.println("Error: " + e.getMessage());
      return false;
    }
  }
}
