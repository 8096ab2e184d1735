package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.stream.Collectors;

/** What the schema of a backup says. */
public enum SchemaText {
  /** What Medusa's driver exports: the schema as it is now. Dropped columns are not in it. */
  CURRENT {
    @Override
    String of(CqlSession session) {
      return session.getMetadata().getKeyspaces().values().stream()
          .filter(keyspace -> !keyspace.getName().asInternal().startsWith("system"))
          .map(keyspace -> keyspace.describeWithChildren(true))
          .collect(Collectors.joining("\n\n"));
    }
  },

  /** With table ids and the columns that were dropped, as a snapshot's own schema has them. */
  WITH_DROPPED_COLUMNS {
    @Override
    String of(CqlSession session) {
      StringBuilder text = new StringBuilder();
      for (Row row : session.execute("DESCRIBE SCHEMA WITH INTERNALS")) {
        text.append(row.getString("create_statement")).append("\n\n");
      }
      return text.toString();
    }
  };

  /** The schema of all keyspaces that are not Cassandra's own, as CQL. */
  abstract String of(CqlSession session);
}
