package io.pointsman.bench;

/**
 * What one move came to.
 *
 * @param rows that were staged
 * @param stagedBytes of the data files that hold them
 * @param writtenBytes that the tasks wrote: to files, and to be shuffled
 */
public record Moved(long rows, long stagedBytes, long writtenBytes) {
  /** What was written and is not of the staged files. */
  public long betweenBytes() {
    return writtenBytes - stagedBytes;
  }
}
