package io.pointsman.registry.http;

import io.pointsman.registry.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the registry's certificate and its key. */
final class TlsCertificates {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  private static final byte[] PROBE = "registry".getBytes(StandardCharsets.US_ASCII);

  private TlsCertificates() {}

  /**
   * A keystore and what opens it.
   *
   * @param keys the registry's certificates and key
   * @param password of the key
   */
  record Opened(KeyStore keys, String password) {
    @Override
    public String toString() {
      return "Opened";
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException naming the file, what is wrong with it and what to do
   */
  static Opened open(TlsSettings settings) {
    if (settings instanceof TlsSettings.Keystore keystore) {
      return open(keystore);
    }
    return open((TlsSettings.Pem) settings);
  }

  private static Opened open(TlsSettings.Keystore keystore) {
    try {
      return new Opened(
          KeyStore.getInstance(keystore.file().toFile(), keystore.password().toCharArray()),
          keystore.password());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The keystore " + keystore.file() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Opened open(TlsSettings.Pem pem) {
    try {
      Certificate[] certificates;
      try (InputStream file = Files.newInputStream(pem.certificates())) {
        certificates =
            CertificateFactory.getInstance("X.509")
                .generateCertificates(file)
                .toArray(Certificate[]::new);
      }
      if (certificates.length == 0) {
        throw new IllegalArgumentException(
            "The file " + pem.certificates() + " holds no certificate in PEM");
      }
      PrivateKey key = key(pem.key());
      requireTogether(pem, certificates[0].getPublicKey(), key);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      // In memory alone: nobody else opens it.
      keys.setKeyEntry("registry", key, new char[0], certificates);
      return new Opened(keys, "");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The certificate " + pem.certificates() + " cannot be read: " + e, e);
    }
  }

  /** Of two files one may be new already and the other not yet. */
  private static void requireTogether(TlsSettings.Pem pem, PublicKey shown, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    boolean together = shown.getAlgorithm().equals(key.getAlgorithm());
    if (together) {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(shown);
      checking.update(PROBE);
      together = checking.verify(signature);
    }
    if (!together) {
      throw new IllegalArgumentException(
          "The key "
              + pem.key()
              + " is not that of the first certificate in "
              + pem.certificates());
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          "The key "
              + file
              + " is no unencrypted PKCS #8 in PEM ('BEGIN PRIVATE KEY'); make one of it with"
              + " 'openssl pkcs8 -topk8 -nocrypt'");
    }
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // Of another kind: the next one may be it.
      }
    }
    throw new IllegalArgumentException("The key " + file + " is neither RSA nor EC nor Ed25519");
  }
}
