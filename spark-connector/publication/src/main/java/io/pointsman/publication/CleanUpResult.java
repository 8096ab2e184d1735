package io.pointsman.publication;

/** How cleaning up after a job came out; it can always be tried again. */
public sealed interface CleanUpResult {

  /** One sentence for people. */
  String message();

  /**
   * The branch is not, or no longer, there.
   *
   * @param branch the job's branch
   * @param removed whether this call removed it
   * @param snapshots staged snapshots, of this or of earlier jobs, that could never be published
   *     any more and were taken out of the table
   * @param files files of theirs that were deleted
   * @param bytes of the data files among them
   */
  record Clean(String branch, boolean removed, int snapshots, int files, long bytes)
      implements CleanUpResult {
    @Override
    public String message() {
      String what =
          removed
              ? "Removed the branch %s.".formatted(branch)
              : "There is no branch %s.".formatted(branch);
      return snapshots == 0
          ? what
          : "%s Took %d staged snapshots that can never be published out of the table, and deleted %d"
                  .formatted(what, snapshots, files)
              + " files (%d bytes of rows).".formatted(bytes);
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
