package io.pointsman.workers.run;

/** The version of this installation, which a kill switch can name. */
final class ConnectorVersion {
  private ConnectorVersion() {}

  static String current() {
    String version = ConnectorVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
