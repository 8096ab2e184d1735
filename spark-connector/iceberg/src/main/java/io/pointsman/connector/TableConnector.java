package io.pointsman.connector;

import io.pointsman.decider.DataModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A plain table: each row of the source is a row of the destination. */
final class TableConnector implements ModelConnector {
  @Override
  public DataModel model() {
    return DataModel.TABLE;
  }

  @Override
  public Dataset<Row> rows(Dataset<Row> table) {
    return table;
  }
}
