package io.pointsman.publication;

/** How cleaning up after a job came out; it can always be tried again. */
public sealed interface CleanUpResult {

  /** One sentence for people. */
  String message();

  /** The job's branch is not, or no longer, there. */
  record Clean(String branch, boolean removed) implements CleanUpResult {
    @Override
    public String message() {
      return removed
          ? "Removed the branch %s.".formatted(branch)
          : "There is no branch %s.".formatted(branch);
    }
  }

  /** It may still be there. */
  record NotCleaned(String branch, String because) implements CleanUpResult {
    @Override
    public String message() {
      return "The branch %s may still be there: %s".formatted(branch, because);
    }
  }
}
