package io.pointsman.publication;

/** How a hand-over of a destination, or taking it out of the fence, came out. */
public sealed interface HandOverResult {

  /** One sentence for people. */
  String message();

  /** Whether it is now as was asked. */
  boolean done();

  /**
   * The destination belongs to another movement now; runs of the old one can publish no more.
   *
   * @param from the movement that held it, or null when it was never claimed
   * @param to the movement that holds it
   */
  record Adopted(String from, String to) implements HandOverResult {
    @Override
    public String message() {
      return from == null
          ? "The destination belongs to '%s' now; it was never claimed before.".formatted(to)
          : "The destination belongs to '%s' now; it belonged to '%s'.".formatted(to, from);
    }

    @Override
    public boolean done() {
      return true;
    }
  }

  /** Nothing had to be done. */
  record AlreadySo(String message) implements HandOverResult {
    @Override
    public boolean done() {
      return true;
    }
  }

  /**
   * Everything of Pointsman's is out of the table, but for the summaries of published snapshots.
   *
   * @param branches how many branches were removed
   * @param claims how many claims were removed
   */
  record Unfenced(int branches, int claims) implements HandOverResult {
    @Override
    public String message() {
      return "Removed %d branches and %d claims. Any run may claim the table again."
          .formatted(branches, claims);
    }

    @Override
    public boolean done() {
      return true;
    }
  }

  /** It was not done, as far as could be seen. */
  record NotDone(String message) implements HandOverResult {
    @Override
    public boolean done() {
      return false;
    }
  }
}
