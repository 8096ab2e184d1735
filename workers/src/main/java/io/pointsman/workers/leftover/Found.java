package io.pointsman.workers.leftover;

import java.io.IOException;

/**
 * A leftover with how it is removed.
 *
 * @param leftover what was found
 * @param removal null when it is kept
 */
public record Found(Leftover leftover, Removal removal) {

  /** Removes it; trying again does no harm. */
  public interface Removal {
    /**
     * @return what was done, for people
     */
    String run() throws IOException, RemovalException;
  }

  /** It may still be there. */
  public static final class RemovalException extends Exception {
    private static final long serialVersionUID = 1L;

    RemovalException(String message) {
      super(message);
    }
  }

  static Found kept(
      Leftover.Kind kind, String where, String runId, RunStates.State run, long bytes, String why) {
    return new Found(new Leftover(kind, where, runId, text(run), bytes, why), null);
  }

  static Found removable(
      Leftover.Kind kind,
      String where,
      String runId,
      RunStates.State run,
      long bytes,
      Removal removal) {
    return new Found(new Leftover(kind, where, runId, text(run), bytes, null), removal);
  }

  private static String text(RunStates.State run) {
    return run == null ? null : run.toString();
  }
}
