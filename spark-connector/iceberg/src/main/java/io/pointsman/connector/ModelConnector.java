package io.pointsman.connector;

import io.pointsman.decider.DataModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What one data model makes of a backup's table: DataFrame in, DataFrame out, no shuffle. */
public interface ModelConnector {

  /** The data model that it serves. */
  DataModel model();

  /** The rows that belong into the destination. */
  Dataset<Row> rows(Dataset<Row> table);
}
