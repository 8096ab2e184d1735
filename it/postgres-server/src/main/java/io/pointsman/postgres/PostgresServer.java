package io.pointsman.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the system's own binaries, with nothing in it, on a free port of the loopback
 * interface and no socket beside. Its folder goes with it; it ends with this process, however that
 * ends: a shell that holds it reads from a pipe of ours, and sees that closed.
 *
 * <p>PostgreSQL refuses to run as root, so for root it runs as {@code postgres} or {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String USER = "pointsman";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int PORT_ATTEMPTS = 3;
  private static final int PASSWORD_BYTES = 16;

  /**
   * Everything after {@code $1}, the folder, is the server's command. Whoever ends this process may
   * end all of its group: the holder stays until the pipe is closed, and leaves nothing behind.
   */
  private static final String HOLDER =
      "trap '' HUP INT TERM; folder=$1; shift; \"$@\" & server=$!; cat >/dev/null;"
          + " kill -QUIT $server 2>/dev/null; wait $server; rm -rf \"$folder\"";

  private final Process holder;
  private final OutputStream leash;
  private final Path folder;
  private final int port;
  private final String password;

  private PostgresServer(Process holder, Path folder, int port, String password) {
    this.holder = holder;
    this.leash = holder.getOutputStream();
    this.folder = folder;
    this.port = port;
    this.password = password;
  }

  /** Whether a commit outlives a power cut. */
  public enum Durability {
    /** As in production. */
    DURABLE,
    /** Nothing is flushed: for tests, whose data nobody wants again. */
    FORGETFUL
  }

  /** The folder of the newest server there is on this machine, such as Debian's packages leave. */
  public static Optional<Path> binaries() {
    Path packaged = Path.of("/usr/lib/postgresql");
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(packaged)) {
      try (Stream<Path> versions = Files.list(packaged)) {
        versions.sorted(PostgresServer::byVersion).map(v -> v.resolve("bin")).forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .forEach(found::add);
    return found.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst();
  }

  private static int byVersion(Path one, Path other) {
    return Integer.compare(version(other), version(one));
  }

  private static int version(Path folder) {
    String digits = folder.getFileName().toString().replaceAll("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /**
   * Makes a cluster in a folder of its own and starts it; it takes connections when this returns.
   *
   * @throws IllegalStateException when there are no binaries or it does not start, with its log
   */
  public static PostgresServer start(Durability durability)
      throws IOException, InterruptedException {
    Path binaries =
        binaries()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "There is no PostgreSQL on this machine; install the package postgresql"));
    Path folder = Files.createTempDirectory("pointsman-postgres");
    String password = randomPassword();
    try {
      Optional<UserPrincipal> account = account();
      Path passwordFile = folder.resolve("password");
      Files.writeString(passwordFile, password);
      if (account.isPresent()) {
        Files.setOwner(folder, account.get());
        Files.setOwner(passwordFile, account.get());
      }
      initialize(binaries, folder, passwordFile, account);
      for (int attempt = 1; ; attempt++) {
        PostgresServer server = launch(binaries, folder, account, password, durability);
        if (server.awaitReady()) {
          return server;
        }
        String log = server.log();
        server.holder.destroyForcibly().waitFor();
        if (attempt == PORT_ATTEMPTS || !log.contains("Address already in use")) {
          throw new IllegalStateException("PostgreSQL did not start; its log:\n" + log);
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  private static void initialize(
      Path binaries, Path folder, Path passwordFile, Optional<UserPrincipal> account)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(asAccount(account));
    command.addAll(
        List.of(
            binaries.resolve("initdb").toString(),
            "--pgdata=" + folder.resolve("data"),
            "--username=" + USER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
    Path log = folder.resolve("initdb.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("initdb has not ended within " + START_LIMIT);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("initdb failed:\n" + Files.readString(log));
    }
  }

  private static PostgresServer launch(
      Path binaries,
      Path folder,
      Optional<UserPrincipal> account,
      String password,
      Durability durability)
      throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of("sh", "-c", HOLDER, "sh", folder.toString()));
    command.addAll(asAccount(account));
    command.addAll(
        List.of(
            binaries.resolve("postgres").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-p",
            Integer.toString(port)));
    settings(durability).forEach(setting -> command.addAll(List.of("-c", setting)));
    Process holder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    return new PostgresServer(holder, folder, port, password);
  }

  private static List<String> settings(Durability durability) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=200",
                "shared_buffers=64MB"));
    switch (durability) {
      case DURABLE -> {}
      case FORGETFUL ->
          settings.addAll(List.of("fsync=off", "full_page_writes=off", "synchronous_commit=off"));
    }
    return settings;
  }

  /** The server writes into this file's eighth line how far it is. */
  private boolean awaitReady() throws IOException, InterruptedException {
    Path state = folder.resolve("data").resolve("postmaster.pid");
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    boolean seen = false;
    while (System.nanoTime() < limit) {
      if (Files.exists(state)) {
        seen = true;
        List<String> lines = Files.readAllLines(state);
        if (lines.size() > 7 && lines.get(7).strip().equals("ready")) {
          return true;
        }
      } else if (seen || log().contains("FATAL")) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return false;
  }

  private String log() throws IOException {
    Path log = folder.resolve("server.log");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  /** The address of a database in it, with neither user nor password. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  /** A superuser. */
  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** Ends it at once and removes its folder. */
  @Override
  public void close() {
    try {
      leash.close();
      if (!holder.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        holder.destroyForcibly();
      }
    } catch (IOException e) {
      holder.destroyForcibly();
    } catch (InterruptedException e) {
      holder.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String randomPassword() {
    byte[] secret = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Whom it runs as when this process is root's; empty when it is not. */
  private static Optional<UserPrincipal> account() throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.empty();
    }
    for (String name : List.of("postgres", "nobody")) {
      try {
        return Optional.of(
            Path.of("/")
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(name));
      } catch (UserPrincipalNotFoundException e) {
        // The next one may be there.
      }
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and there is no user postgres or nobody");
  }

  private static List<String> asAccount(Optional<UserPrincipal> account) {
    return account
        .map(user -> List.of("setpriv", "--reuid=" + user.getName(), "--clear-groups", "--"))
        .orElse(List.of());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
