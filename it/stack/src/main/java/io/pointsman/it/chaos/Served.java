package io.pointsman.it.chaos;

/** Who must have served a run in the end. */
enum Served {
  BY_SPARK("SPARK"),
  /** The run falls back, or was routed so. */
  BY_LEGACY("LEGACY"),
  /** Somebody; which one depends on what times out first. */
  BY_EITHER("SPARK or LEGACY"),
  /** The run ends without being served, and nothing is published. */
  BY_NOBODY("nobody"),
  /** Served, or ended as superseded by a later run. */
  BY_EITHER_OR_SUPERSEDED("SPARK, LEGACY or a later run");

  private final String words;

  Served(String words) {
    this.words = words;
  }

  /** For people. */
  String words() {
    return words;
  }

  /**
   * Whether it went as it must.
   *
   * @param servedBy SPARK, LEGACY, or null
   */
  boolean allows(String servedBy, String reason) {
    return switch (this) {
      case BY_SPARK -> "SPARK".equals(servedBy);
      case BY_LEGACY -> "LEGACY".equals(servedBy);
      case BY_EITHER -> servedBy != null;
      case BY_NOBODY -> servedBy == null;
      case BY_EITHER_OR_SUPERSEDED -> servedBy != null || reason.startsWith("SUPERSEDED");
    };
  }
}
