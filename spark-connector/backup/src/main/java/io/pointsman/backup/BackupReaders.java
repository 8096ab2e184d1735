package io.pointsman.backup;

/** The layouts of backups that can be read. */
public final class BackupReaders {
  private BackupReaders() {}

  /**
   * A reader of the backups below a prefix.
   *
   * @param layout {@code medusa}
   * @param store the bucket; it stays the caller's to close
   * @param prefix without leading or trailing slash; may be empty
   * @throws IllegalArgumentException when there is no such layout
   */
  public static BackupReader of(String layout, ObjectStore store, String prefix) {
    return switch (layout) {
      case MedusaBackups.LAYOUT -> new MedusaBackups(store, prefix);
      default ->
          throw new IllegalArgumentException(
              "There is no backup layout '" + layout + "', only " + MedusaBackups.LAYOUT);
    };
  }
}
