package io.pointsman.registry.store;

import com.google.inject.Inject;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.RecordedProof;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The comparisons there were; only ever added to. */
public final class ProofStore {
  private final Clock clock;

  @Inject
  ProofStore(Clock clock) {
    this.clock = clock;
  }

  public Optional<RecordedProof> find(Handle handle, String proofId) {
    return handle
        .createQuery("select * from proof where proof_id = :proof")
        .bind("proof", proofId)
        .map(ProofStore::proof)
        .findOne();
  }

  /**
   * Proofs older than {@code before}, newest first.
   *
   * @param movementId only this movement's, or null for all
   * @param result only with this result, or null for all
   */
  public List<RecordedProof> page(
      Handle handle, int limit, long before, String movementId, ProofResult result) {
    Map<String, Object> wanted = new HashMap<>();
    StringBuilder where = new StringBuilder("id < :before");
    if (movementId != null) {
      where.append(" and movement_id = :movement");
      wanted.put("movement", movementId);
    }
    if (result != null) {
      where.append(" and result = :result");
      wanted.put("result", result.name());
    }
    return handle
        .createQuery("select * from proof where " + where + " order by id desc limit :limit")
        .bind("before", before)
        .bind("limit", limit)
        .bindMap(wanted)
        .map(ProofStore::proof)
        .list();
  }

  /** Whether the execution has a proof with this result. */
  public boolean exists(Handle handle, String runId, int execution, ProofResult result) {
    return handle
            .createQuery(
                "select count(*) from proof where run_id = :run and execution = :execution and"
                    + " result = :result")
            .bind("run", runId)
            .bind("execution", execution)
            .bind("result", result.name())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** Records a proof whose id is new. */
  public void add(Handle handle, Proof proof) {
    handle
        .createUpdate(
            "insert into proof (proof_id, run_id, execution, movement_id, result, recorded_at,"
                + " document) values (:proof, :run, :execution, :movement, :result, :at,"
                + " :document)")
        .bind("proof", proof.proofId())
        .bind("run", proof.runId())
        .bind("execution", proof.execution())
        .bind("movement", proof.movementId())
        .bind("result", proof.result().name())
        .bind("at", clock.millis())
        .bind("document", StoredJson.write(proof))
        .execute();
  }

  private static RecordedProof proof(ResultSet row, StatementContext context) throws SQLException {
    return new RecordedProof(
        row.getLong("id"),
        Instant.ofEpochMilli(row.getLong("recorded_at")),
        StoredJson.read(row.getString("document"), Proof.class));
  }
}
