package io.pointsman.it;

/** A layout that the shared node's snapshot is uploaded in, beside Medusa's. */
enum UploadedLayout {
  /** Every object framed by Snappy, as Priam does unless it is told otherwise. */
  PRIAM_COMPRESSED("priam", "priam"),
  PRIAM("priam-plain", "priam"),
  ESOP("esop", "esop"),
  PLAIN("plain", "plain");

  private final String prefix;
  private final String layout;

  UploadedLayout(String prefix, String layout) {
    this.prefix = prefix;
    this.layout = layout;
  }

  /** Where it lies, without slashes at its ends. */
  String prefix() {
    return prefix;
  }

  /** The prefix that configuration names: where the tool's own begins. */
  String uriPrefix() {
    return layout.equals("priam") ? prefix + "/backup" : prefix;
  }

  /** The layout's name in configuration. */
  String layout() {
    return layout;
  }
}
