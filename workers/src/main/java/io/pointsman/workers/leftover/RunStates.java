package io.pointsman.workers.leftover;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.workers.run.Runs;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How runs stand in Conductor, each asked for once. */
public final class RunStates {

  /**
   * One run.
   *
   * @param status Conductor's, or null when it knows no such run
   * @param endedAt when it ended, or null while it goes on or is unknown
   */
  public record State(String status, Instant endedAt) {
    public boolean known() {
      return status != null;
    }

    public boolean goesOn() {
      return known() && endedAt == null;
    }

    /** Whether an operator's retry could go on with it. */
    boolean retryable() {
      return known() && (status.equals("FAILED") || status.equals("TIMED_OUT"));
    }

    @Override
    public String toString() {
      return known() ? status : "unknown to Conductor";
    }
  }

  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private final Runs runs;
  private final Map<String, State> known = new HashMap<>();

  public RunStates(Runs runs) {
    this.runs = runs;
  }

  /**
   * A run's state.
   *
   * @throws IOException when Conductor does not answer: then nothing may be taken for ended
   */
  public State of(String runId) throws IOException {
    State state = known.get(runId);
    if (state == null) {
      state = ask(runId);
      known.put(runId, state);
    }
    return state;
  }

  /**
   * Sees that there is somebody to ask.
   *
   * @throws IOException when Conductor does not answer
   */
  public void reach() throws IOException {
    runs.withoutTasks(NOBODY);
  }

  private State ask(String runId) throws IOException {
    Optional<JsonNode> run = runs.withoutTasks(runId);
    if (run.isEmpty()) {
      return new State(null, null);
    }
    return new State(
        run.get().path("status").asText(),
        Runs.goesOn(run.get())
            ? null
            : Instant.ofEpochMilli(
                run.get().path("endTime").asLong(run.get().path("updateTime").asLong())));
  }
}
