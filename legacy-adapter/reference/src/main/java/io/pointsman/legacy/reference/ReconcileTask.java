package io.pointsman.legacy.reference;

import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.Mutation;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The second stage's task: sorted mutations in, rows out, one Cassandra partition after another.
 *
 * @param schema the table
 * @param nowSeconds the reference time, seconds since the epoch
 * @param counted where each task says how many rows it gave
 */
record ReconcileTask(TableSchema schema, long nowSeconds, RowCounts counted)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> sorted) {
    Iterator<Mutation> mutations =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return sorted.hasNext();
          }

          @Override
          public Mutation next() {
            return IntermediateRows.read(sorted.next());
          }
        };
    Reconciler rows = new Reconciler(mutations, new RowColumns(schema), nowSeconds);
    RowAssembler assembler = new RowAssembler(schema);
    int task = TaskContext.getPartitionId();
    return new Iterator<>() {
      private long given;
      private boolean ended;

      @Override
      public boolean hasNext() {
        boolean more = rows.hasNext();
        if (!more && !ended) {
          ended = true;
          counted.add(new RowCounts.Count(task, given));
        }
        return more;
      }

      @Override
      public Row next() {
        given++;
        return assembler.assemble(rows.next());
      }
    };
  }
}
