package io.pointsman.inspection;

/**
 * One thing that somebody should know of a table's backup.
 *
 * @param kind what it is about
 * @param text what, with its key
 * @param effect what it does to a movement
 */
record Finding(Kind kind, String text, String effect) {
  /** What a finding is about; those that are fatal make the backup incomplete. */
  enum Kind {
    INCOMPLETE(
        true,
        "no pin of this backup: the movement goes to legacy or is refused, by its onNoBackup"),
    SCHEMA_GAP(true, "the movement is decided LEGACY, SCHEMA_UNSUPPORTED"),
    RING_HOLE(true, "no replica of these rows can be read at any consistency"),
    BEYOND_CONSISTENCY(false, "none: reported in the run's notes"),
    OWNERSHIP_UNCHECKED(false, "rows that a node kept after it lost their range are moved too"),
    DROPPED_COLUMN(false, "its values are left out"),
    EXPIRED_CELLS(false, "they are read and not moved"),
    WIDE_PARTITION(false, "one task reads it, memory does not grow with it"),
    UNREADABLE(true, "the job ends BACKUP_CORRUPT or BACKUP_GONE, and legacy serves"),
    NOTE(false, "none: reported in the run's notes");

    private final boolean fatal;
    private final String effect;

    Kind(boolean fatal, String effect) {
      this.fatal = fatal;
      this.effect = effect;
    }

    boolean isFatal() {
      return fatal;
    }
  }

  static Finding of(Kind kind, String text) {
    return new Finding(kind, text, kind.effect);
  }
}
