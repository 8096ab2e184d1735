package io.pointsman.registry;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Percent;
import io.pointsman.decider.RouteSetting;
import io.pointsman.decider.Spent;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.tracing.RunTracing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A real registry on a free port, with its client and with raw HTTP. */
public final class TestRegistry implements AutoCloseable {
  public static final Change CHANGE = new Change("ana", "because");
  public static final Movement MOVEMENT = Movement.parse("members/ks/profiles -> lake.ns.profiles");
  public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final RegistryServer server;
  private final RegistryClient client;
  private final Path tokenFile;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestRegistry(RegistryServer server, Path tokenFile) {
    this.server = server;
    this.tokenFile = tokenFile;
    this.client = client(RegistryToken.inFile(tokenFile));
  }

  /** With the source {@code members} and the catalog {@code lake}, where Conductor is known. */
  public static TestRegistry beside(Path directory, ConductorAddress conductor)
      throws RegistryException {
    Path tokenFile = directory.resolve("registry.token");
    TestRegistry registry =
        new TestRegistry(
            RegistryServer.start(
                RegistryConfig.local(0, TestDatabase.SQLITE.in(directory), tokenFile),
                NoticeConfig.NONE,
                conductor,
                RunTracing.OFF),
            tokenFile);
    registry.furnish();
    return registry;
  }

  private static TestRegistry start(TestDatabase database, Path directory, Clock clock) {
    return telling(database, directory, NoticeConfig.NONE, clock);
  }

  /** One that tells others what happens, on the database as it is. */
  public static TestRegistry telling(
      TestDatabase database, Path directory, NoticeConfig notices, Clock clock) {
    Path tokenFile = directory.resolve("registry.token");
    return new TestRegistry(
        RegistryServer.start(
            RegistryConfig.local(0, database.in(directory), tokenFile), notices, clock),
        tokenFile);
  }

  /** On the database that belongs to the directory. */
  public static TestRegistry empty(TestDatabase database, Path directory) {
    return start(database, directory, Clock.systemUTC());
  }

  /** With the source {@code members} and the catalog {@code lake}, by another clock. */
  public static TestRegistry furnished(TestDatabase database, Path directory, Clock clock)
      throws RegistryException {
    TestRegistry registry = start(database, directory, clock);
    registry.furnish();
    return registry;
  }

  /** With the source {@code members} and the catalog {@code lake}. */
  public static TestRegistry furnished(TestDatabase database, Path directory)
      throws RegistryException {
    TestRegistry registry = empty(database, directory);
    registry.furnish();
    return registry;
  }

  /** One whose spans go somewhere, with the source {@code members} and the catalog {@code lake}. */
  public static TestRegistry traced(TestDatabase database, Path directory, RunTracing tracing)
      throws RegistryException {
    Path tokenFile = directory.resolve("registry.token");
    TestRegistry registry =
        new TestRegistry(
            RegistryServer.start(
                RegistryConfig.local(0, database.in(directory), tokenFile),
                NoticeConfig.NONE,
                tracing,
                Clock.systemUTC()),
            tokenFile);
    registry.furnish();
    return registry;
  }

  public void furnish() throws RegistryException {
    client.putSource(source("members"), CHANGE);
    client.putCatalog(
        new CatalogDefinition("lake", Map.of("type", "rest", "uri", "http://127.0.0.1:1"), null),
        CHANGE);
  }

  public static SourceDefinition source(String name) {
    return SourceDefinition.of(name, "s3://backups/" + name, "medusa").withCredentials("backups");
  }

  public static DecisionRequest request(String runId) {
    return request(runId, MOVEMENT, 1);
  }

  public static DecisionRequest request(String runId, Movement movement, long generation) {
    BackupPin pin =
        new BackupPin(
            movement.source().cluster(),
            "medusa",
            "backup-1",
            START,
            START,
            null,
            "ALL",
            "ab".repeat(32),
            List.of(new BackupPin.NodeManifest("node-1", "m/node-1.json", "cd".repeat(32))));
    return new DecisionRequest(
        runId, START, movement, pin, null, null, false, generation, Map.of("asked", "yes"));
  }

  public static Outcome served(Decision decision, Connector servedBy) {
    return outcome(decision, servedBy, null, null);
  }

  public static Outcome failed(Decision decision, FailureReason failure) {
    return outcome(decision, null, failure, "it failed");
  }

  public static Outcome outcome(
      Decision decision, Connector servedBy, FailureReason failure, String message) {
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        servedBy,
        failure,
        message,
        servedBy == null ? null : 200_000L,
        7_340_032L,
        3.5,
        new Spent(1, 1_048_576L, 0.5),
        12.5,
        servedBy == null ? null : 4711L,
        "backup-1",
        START,
        decision,
        START.plusSeconds(60));
  }

  public static Proof proof(String proofId, Decision decision, ProofResult result) {
    return new Proof(
        proofId,
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.pin(),
        11L,
        12L,
        "1.0",
        result,
        null,
        200_000L,
        200_000L,
        0L,
        null,
        START.plusSeconds(90));
  }

  /** Sends everything that no rule speaks of by percentage. */
  public TableRevision setDefault(String percent) throws RegistryException {
    TableRevision newest = client.routingTable();
    return client.putRoutingTable(
        newest
            .table()
            .withRoute("default", new RouteSetting.Split(Percent.parse(percent), Percent.NONE)),
        newest.revision(),
        CHANGE);
  }

  /** With the token that may do everything. */
  public RegistryClient client() {
    return client;
  }

  public RegistryClient client(RegistryToken token) {
    return new RegistryClient(server.uri(), token);
  }

  /** Where the token is that may do everything. */
  public Path tokenFile() {
    return tokenFile;
  }

  /**
   * Logs in to the page.
   *
   * @return the session's cookie
   */
  public String login(String secret) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(anonymous("/login"), "application/x-www-form-urlencoded", "to=/&secret=" + secret);
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  public String secret() {
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Looks at the ramps, as the registry does by itself every half minute. */
  public void observeRamps() {
    server.observeRamps();
  }

  /** Puts a routing table in force, whatever the newest revision is. */
  public TableRevision apply(String yaml) throws RegistryException {
    return client.putRoutingTable(yaml, client.routingTable().revision(), CHANGE, false);
  }

  public URI uri() {
    return server.uri();
  }

  /** With the token that may do everything. */
  public HttpRequest.Builder to(String path) {
    return anonymous(path).header("Authorization", "Bearer " + secret());
  }

  /** Without any token. */
  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path));
  }

  /** A change with all that it needs but the method. */
  public HttpRequest.Builder change(String path) {
    return to(path).header("Pointsman-Actor", "ana").header("Pointsman-Reason", "because");
  }

  public HttpResponse<String> put(HttpRequest.Builder request, String type, String body)
      throws IOException, InterruptedException {
    return send(request.header("Content-Type", type).PUT(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> post(HttpRequest.Builder request, String type, String body)
      throws IOException, InterruptedException {
    return send(request.header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).GET());
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
  }
}
