package io.pointsman.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./pointsman backup list}. */
@Command(
    name = "list",
    footer = {"%nExample:", "  pointsman backup list s3://backups/prod --credentials backups"},
    mixinStandardHelpOptions = true,
    description = "What backups there are, newest first. Exits 0 when all nodes of one are done.")
final class ListCommand implements Callable<Integer> {
  @Mixin private StoreOptions options;

  @Override
  public Integer call() throws IOException {
    try (ObjectStore store = options.open()) {
      BackupReader reader = options.reader(store);
      List<BackupReader.Summary> backups = reader.list();
      Answer answer = new Answer();
      answer.document().put("uri", options.uri()).put("layout", reader.layout());
      ArrayNode rows = answer.document().putArray("backups");
      Columns table = new Columns("BACKUP", "TAKEN AT", "NODES DONE", "");
      for (BackupReader.Summary backup : backups) {
        rows.addObject()
            .put("id", backup.id())
            .put("takenAt", backup.takenAt().toString())
            .put("nodesFinished", backup.nodesFinished())
            .put("nodesExpected", backup.nodesExpected() < 0 ? null : backup.nodesExpected())
            .put("allNodesFinished", backup.allNodesFinished());
        table.line(
            backup.id(),
            backup.takenAt(),
            backup.nodesFinished()
                + " of "
                + (backup.nodesExpected() < 0 ? "?" : backup.nodesExpected()),
            backup.allNodesFinished() ? "" : "not done");
      }
      long done = backups.stream().filter(BackupReader.Summary::allNodesFinished).count();
      answer.check("there is a backup of which all nodes are done", done > 0, done, "backups");
      answer.line("Layout " + reader.layout() + ", " + backups.size() + " backups");
      answer.line(table);
      return answer.print(System.out, options.json());
    }
  }
}
