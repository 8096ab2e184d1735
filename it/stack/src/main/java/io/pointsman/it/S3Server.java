package io.pointsman.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An S3 server over a local folder, in a process of its own: ranges, conditional PUT, multipart
 * uploads, paging and signatures are real. Its objects survive a restart in the same folder; its
 * credentials are new at every start but {@link #startAgain}.
 */
public final class S3Server implements AutoCloseable {
  /** By this name configuration refers to the server's credentials. */
  public static final String CREDENTIALS_NAME = "local";

  /** Any region does; clients want one. */
  public static final String REGION = "us-east-1";

  private static final String CONFIGURATION = "s3proxy.properties";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final ChildProcess process;
  private final URI endpoint;
  private final Path data;
  private final String identity;
  private final String secret;

  private S3Server(ChildProcess process, URI endpoint, Path data, String identity, String secret) {
    this.process = process;
    this.endpoint = endpoint;
    this.data = data;
    this.identity = identity;
    this.secret = secret;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @param paths where its class path is
   * @param dir its folder: {@code data/} with one folder a bucket, configuration, log
   * @param progress told how far it is
   */
  public static S3Server start(StackPaths paths, Path dir, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(paths, dir, Map.of(), progress);
  }

  /**
   * Starts the server with settings of S3Proxy's own, such as {@code
   * s3proxy.latency-blobstore.get.latency=40}.
   */
  public static S3Server start(
      StackPaths paths, Path dir, Map<String, String> settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path data = Files.createDirectories(dir.resolve("data")).toAbsolutePath();
    URI endpoint = URI.create("http://127.0.0.1:" + FreePorts.take(1)[0]);
    String identity = random(10).toUpperCase(Locale.ROOT);
    String secret = random(20);

    StringBuilder properties = new StringBuilder();
    Map<String, String> own =
        Map.of(
            "s3proxy.endpoint", endpoint.toString(),
            "s3proxy.authorization", "aws-v2-or-v4",
            "s3proxy.identity", identity,
            "s3proxy.credential", secret,
            "s3proxy.ignore-unknown-headers", "true",
            "jclouds.provider", "filesystem-nio2",
            "jclouds.filesystem.basedir", data.toString(),
            "jclouds.identity", "local",
            "jclouds.credential", "local");
    own.forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
    settings.forEach((key, value) -> properties.append(key).append('=').append(value).append('\n'));
    PrivateFile.write(dir.resolve(CONFIGURATION), properties.toString());
    return new S3Server(launch(paths, dir, endpoint, progress), endpoint, data, identity, secret);
  }

  /**
   * Starts the server again after its process has ended: the same address, objects and credentials,
   * so that its clients go on.
   */
  public S3Server startAgain(StackPaths paths, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new S3Server(
        launch(paths, data.getParent(), endpoint, progress), endpoint, data, identity, secret);
  }

  private static ChildProcess launch(
      StackPaths paths, Path dir, URI endpoint, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path logback = dir.resolve("logback.xml");
    Files.writeString(logback, LogbackFile.toConsole("WARN"));

    JavaProgram program =
        JavaProgram.ofMain(
                paths, "s3-server", paths.dependencies("it/s3-server"), "org.gaul.s3proxy.Main")
            .withJvmOptions(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logback.toAbsolutePath())
            .withArguments("--properties", dir.resolve(CONFIGURATION).toAbsolutePath().toString());
    ChildProcess process = ChildProcess.start(program, dir.resolve("s3-server.log"));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest anonymous =
        HttpRequest.newBuilder(endpoint.resolve("/")).timeout(Duration.ofSeconds(5)).build();
    process.awaitReady(
        START_LIMIT,
        // It refuses a request without a signature, but it answers.
        () -> client.send(anonymous, HttpResponse.BodyHandlers.discarding()).statusCode() == 403,
        progress);
    return process;
  }

  private static String random(int bytes) {
    byte[] value = new byte[bytes];
    new SecureRandom().nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** Makes a bucket; no effect when it is there. */
  public void createBucket(String bucket) throws IOException {
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("Not a name of an S3 bucket: " + bucket);
    }
    Files.createDirectories(data.resolve(bucket));
  }

  /** Such as {@code http://127.0.0.1:40001}; buckets stand in the path. */
  public URI endpoint() {
    return endpoint;
  }

  /** The access key id. */
  public String identity() {
    return identity;
  }

  /** The secret access key. */
  public String secret() {
    return secret;
  }

  /** What gives its clients the credentials by name {@value #CREDENTIALS_NAME}. */
  public Map<String, String> environment() {
    String prefix = "POINTSMAN_CREDENTIALS_" + CREDENTIALS_NAME.toUpperCase(Locale.ROOT);
    return Map.of(
        prefix + "_ACCESS_KEY_ID", identity,
        prefix + "_SECRET_ACCESS_KEY", secret);
  }

  /** The process, to be disturbed. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
