package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.TableSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The first stage's task: gives every mutation of one SSTable, unmerged.
 *
 * @param mutations how they are read
 * @param schema the table
 */
record MutationTask(MutationSource mutations, TableSchema schema)
    implements FlatMapFunction<Backup.SSTable, Row> {

  @Override
  public Iterator<Row> call(Backup.SSTable sstable) throws IOException {
    MutationSource.Cursor cursor = mutations.open(sstable);
    // A task that fails or is cancelled half-way has to leave nothing behind, too.
    TaskCompletionListener close =
        context -> {
          try {
            cursor.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    TaskContext.get().addTaskCompletionListener(close);
    return new MutationRows(cursor, new RowColumns(schema));
  }
}
