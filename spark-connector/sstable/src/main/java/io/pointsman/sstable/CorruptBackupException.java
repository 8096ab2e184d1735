package io.pointsman.sstable;

import java.io.IOException;

/** An object of the backup is damaged: a checksum, a length or a format that does not hold. */
public final class CorruptBackupException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String key;

  CorruptBackupException(String key, String problem, Throwable cause) {
    super("Backup object " + key + " is damaged: " + problem, cause);
    this.key = key;
  }

  /** Bucket and key of the damaged object, as {@code s3://bucket/key}. */
  public String key() {
    return key;
  }
}
