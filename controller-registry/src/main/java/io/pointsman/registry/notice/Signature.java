package io.pointsman.registry.notice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages as the specification "Standard Webhooks" says, which has libraries. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String ENCODED_SECRET = "whsec_";

  private Signature() {}

  /**
   * The header {@code webhook-signature}.
   *
   * @param secret as text, or base64 behind {@code whsec_}
   */
  static String of(String secret, String id, Instant at, String body) {
    byte[] key =
        secret.startsWith(ENCODED_SECRET)
            ? Base64.getDecoder().decode(secret.substring(ENCODED_SECRET.length()))
            : secret.getBytes(StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      String signed = id + "." + at.getEpochSecond() + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is in every JDK", e);
    }
  }
}
