package io.pointsman.registry;

import java.nio.file.Path;

/** The certificate that the registry shows, and its key. */
public sealed interface TlsSettings {
  /**
   * In a PKCS12 or JKS keystore.
   *
   * @param file the keystore
   * @param password of the keystore and of its key; never shown
   */
  record Keystore(Path file, String password) implements TlsSettings {
    @Override
    public String toString() {
      return "keystore " + file;
    }
  }

  /**
   * In PEM files.
   *
   * @param certificates the registry's own first, then those that lead to its authority
   * @param key its key as PKCS #8, not encrypted
   */
  record Pem(Path certificates, Path key) implements TlsSettings {}
}
