package io.pointsman.backup;

import io.pointsman.decider.FailureReason;
import java.io.IOException;
import java.util.List;

/** No backup can be pinned: there is none, or those that there are are not complete. */
public final class NoUsableBackupException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final FailureReason reason;
  private final transient List<String> details;

  NoUsableBackupException(FailureReason reason, String message, List<String> details) {
    super(details.isEmpty() ? message : message + ": " + shown(details));
    this.reason = reason;
    this.details = List.copyOf(details);
  }

  private static String shown(List<String> all) {
    String text = String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + "; and " + (all.size() - SHOWN) + " more" : text;
  }

  /** {@code BACKUP_MISSING} or {@code BACKUP_INCOMPLETE}. */
  public FailureReason reason() {
    return reason;
  }

  /** All that is missing, in full; empty when there is no backup at all. */
  public List<String> details() {
    return details == null ? List.of() : details;
  }
}
