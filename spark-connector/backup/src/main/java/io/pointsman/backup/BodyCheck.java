package io.pointsman.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Whether the body of a whole object is the one that was written. */
enum BodyCheck {
  INTACT,
  DAMAGED,
  /** The ETag is another than the body's MD5, which it need not be. */
  UNKNOWN;

  /** User metadata with the SHA-256 of what was written, hexadecimal. */
  static final String SHA256 = "pointsman-sha256";

  private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

  /** Encryptions whose ETags are no digests of the content; what comes over TLS is whole. */
  private static final Set<ServerSideEncryption> WITHOUT_DIGEST =
      Set.of(ServerSideEncryption.AWS_KMS, ServerSideEncryption.AWS_KMS_DSSE);

  /** Holds a body against what the store says of it. */
  static BodyCheck of(byte[] content, GetObjectResponse response) {
    String written = response.metadata().get(SHA256);
    if (written != null) {
      return written.equals(sha256(content)) ? INTACT : DAMAGED;
    }
    String etag = response.eTag() == null ? "" : response.eTag();
    // An object that was uploaded in parts has another kind of ETag, which tells nothing.
    ServerSideEncryption encryption = response.serverSideEncryption();
    if (!MD5.matcher(etag).matches()
        || (encryption != null && WITHOUT_DIGEST.contains(encryption))) {
      return INTACT;
    }
    return etag.contains(digest("MD5", content)) ? INTACT : UNKNOWN;
  }

  static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }
}
