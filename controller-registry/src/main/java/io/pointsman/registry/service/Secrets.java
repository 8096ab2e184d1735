package io.pointsman.registry.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Secrets that let somebody in: 256 random bits each. They are kept as SHA-256 alone, which is
 * enough: nobody guesses 256 bits, so that neither salt nor a slow hash would add anything, and a
 * lookup by hash tells no more by its timing than the hash does.
 */
final class Secrets {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** A new one, with what it is in front, so that a scanner for lost secrets knows it. */
  static String random(String prefix) {
    byte[] secret = new byte[BYTES];
    RANDOM.nextBytes(secret);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** As it is kept. */
  static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
