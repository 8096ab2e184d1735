package io.pointsman.backup;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A bucket and a key prefix in it, as configuration writes them: {@code s3://bucket/prefix}.
 *
 * @param bucket never empty
 * @param prefix without leading or trailing slash; empty means the whole bucket
 */
public record StoreUri(String bucket, String prefix) implements Serializable {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
  private static final Pattern SCHEME = Pattern.compile("^(s3|s3a)://");

  public StoreUri {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "Not a bucket's name: '" + bucket + "', expected " + BUCKET.pattern());
    }
    if (prefix.startsWith("/") || prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "A prefix has no leading or trailing slash: '" + prefix + "'");
    }
    for (String part : prefix.isEmpty() ? new String[0] : prefix.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "A prefix has no empty, '.' or '..' part: '" + prefix + "'");
      }
    }
    if (prefix.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("A prefix has no control characters");
    }
  }

  /**
   * Reads {@code s3://bucket/prefix}; {@code s3a://} means the same, and slashes at the end are
   * ignored.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static StoreUri parse(String uri) {
    if (uri == null || !SCHEME.matcher(uri).find()) {
      throw new IllegalArgumentException(
          "Not an object store's address: '" + uri + "', expected s3://<bucket>/<prefix>");
    }
    String rest = uri.substring(uri.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return new StoreUri(rest, "");
    }
    String prefix = rest.substring(slash + 1);
    while (prefix.endsWith("/")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    return new StoreUri(rest.substring(0, slash), prefix);
  }

  /** The key of {@code name} below the prefix. */
  public String key(String name) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
