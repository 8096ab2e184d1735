package io.pointsman.backup;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Credentials that configuration refers to by name only: their values stand in the environment of
 * the process that needs them, as {@code POINTSMAN_CREDENTIALS_<NAME>_ACCESS_KEY_ID}, {@code
 * …_SECRET_ACCESS_KEY} and, when they are temporary, {@code …_SESSION_TOKEN}. {@code <NAME>} is the
 * name in upper case with everything but letters and digits as an underscore.
 *
 * <p>Iceberg finds it by {@code client.credentials-provider=io.pointsman.backup.NamedCredentials}
 * and {@code client.credentials-provider.name=<name>}.
 */
public final class NamedCredentials implements AwsCredentialsProvider {
  private static final String PREFIX = "POINTSMAN_CREDENTIALS_";

  private final String name;
  private final Map<String, String> environment;

  private NamedCredentials(String name, Map<String, String> environment) {
    this.name = name;
    this.environment = environment;
  }

  /** The credentials of that name in this process's environment. */
  public static NamedCredentials of(String name) {
    return of(name, System.getenv());
  }

  static NamedCredentials of(String name, Map<String, String> environment) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("Credentials need a name, property 'name'");
    }
    return new NamedCredentials(name, environment);
  }

  /** What Iceberg's AWS client factory calls, with the property {@code name}. */
  public static NamedCredentials create(Map<String, String> properties) {
    return of(properties.get("name"));
  }

  /**
   * The environment variables of the credentials of that name: access key id, secret access key,
   * session token.
   */
  public static List<String> variables(String name) {
    String base = PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return List.of(base + "_ACCESS_KEY_ID", base + "_SECRET_ACCESS_KEY", base + "_SESSION_TOKEN");
  }

  @Override
  public AwsCredentials resolveCredentials() {
    List<String> variables = variables(name);
    String id = required(variables.get(0));
    String secret = required(variables.get(1));
    String token = environment.get(variables.get(2));
    return token == null || token.isEmpty()
        ? AwsBasicCredentials.create(id, secret)
        : AwsSessionCredentials.create(id, secret, token);
  }

  private String required(String variable) {
    String value = environment.get(variable);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException(
          "No credentials named '" + name + "': set the environment variable " + variable);
    }
    return value;
  }

  @Override
  public String toString() {
    return "NamedCredentials[" + name + "]";
  }
}
