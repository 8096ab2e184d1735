package io.pointsman.registry.client;

import com.fasterxml.jackson.databind.JavaType;
import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.RoutingTableWriter;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.proof.Proof;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.registry.api.AuditPage;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.DefinitionDocument;
import io.pointsman.registry.api.GrantedShadow;
import io.pointsman.registry.api.GuardPage;
import io.pointsman.registry.api.GuardedMovement;
import io.pointsman.registry.api.HandOver;
import io.pointsman.registry.api.ImportReceipt;
import io.pointsman.registry.api.IssuedToken;
import io.pointsman.registry.api.MovementPage;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.api.ProofPage;
import io.pointsman.registry.api.ProofReceipt;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampRequest;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.api.ReleaseRequest;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.ShadowEnd;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.TokenView;
import io.pointsman.registry.api.WhoAmI;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registry as its callers see it. Every method blocks for at most the request timeout, may be
 * called from many threads, and may be repeated: decisions are idempotent by run, outcomes by
 * execution, changes of the routing table by revision.
 */
public final class RegistryClient {
  /** How long a connection may take. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** How long a request may take, connection included. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration LONG_REQUEST_TIMEOUT = Duration.ofMinutes(2);
  private static final String JSON = "application/json";

  private final RegistryHttp http;

  /**
   * A client with the default timeouts.
   *
   * @param registry the registry's address, such as {@code http://127.0.0.1:8085}
   * @param token what proves who asks
   */
  public RegistryClient(URI registry, RegistryToken token) {
    this(registry, token, CONNECT_TIMEOUT, REQUEST_TIMEOUT);
  }

  public RegistryClient(
      URI registry, RegistryToken token, Duration connectTimeout, Duration requestTimeout) {
    this.http = new RegistryHttp(registry, token, connectTimeout, requestTimeout);
  }

  /** The address that it asks. */
  public URI registry() {
    return http.registry();
  }

  /** Asks for a run's decision; the same one until the run's execution has an outcome. */
  public Decision decide(DecisionRequest request) throws RegistryException {
    return http.post("/v1/decisions", JSON, json(request), null).read(Decision.class);
  }

  /** The newest decision of a run, or empty when the registry has none. */
  public Optional<Decision> decision(String runId) throws RegistryException {
    return read(http.find("/v1/decisions/" + encoded(runId)), Decision.class);
  }

  /** Reports how an execution ended. */
  public OutcomeReceipt reportOutcome(Outcome outcome) throws RegistryException {
    return http.post("/v1/outcomes", JSON, json(outcome), null).read(OutcomeReceipt.class);
  }

  /**
   * All that a decision needs.
   *
   * @param knownEtag of the copy at hand, or null
   * @return empty when the copy at hand is the newest
   */
  public Optional<FetchedCopy> copy(String knownEtag) throws RegistryException {
    Optional<RegistryHttp.Answer> answer = http.getUnless("/v1/copy", knownEtag);
    return answer.isEmpty()
        ? Optional.empty()
        : Optional.of(new FetchedCopy(answer.get().etag(), answer.get().read(RegistryCopy.class)));
  }

  /** The newest revision of the routing table. */
  public TableRevision routingTable() throws RegistryException {
    return http.get("/v1/routing-table/revisions/newest").read(TableRevision.class);
  }

  /** One revision of the routing table, or empty when there is none of that number. */
  public Optional<TableRevision> routingTable(long revision) throws RegistryException {
    return read(http.find("/v1/routing-table/revisions/" + revision), TableRevision.class);
  }

  /**
   * Replaces the routing table.
   *
   * @param seen the revision that the change was made on; an older one than the newest is refused
   * @return the new revision
   */
  public TableRevision putRoutingTable(RoutingTable table, long seen, Change change)
      throws RegistryException {
    return putRoutingTable(RoutingTableWriter.yaml(table), seen, change, false);
  }

  /**
   * Replaces the routing table by a document, YAML or JSON.
   *
   * @param rebucket whether the document may change the salt, which deals all movements anew
   */
  public TableRevision putRoutingTable(String document, long seen, Change change, boolean rebucket)
      throws RegistryException {
    return http.putTable(
            "/v1/routing-table" + (rebucket ? "?rebucket=true" : ""), document, seen, change)
        .read(TableRevision.class);
  }

  /** Executions, newest first. */
  public RunPage runs(int limit, Long before) throws RegistryException {
    return http.get("/v1/runs?limit=" + limit + (before == null ? "" : "&before=" + before))
        .read(RunPage.class);
  }

  /** Executions of one movement, newest first. */
  public RunPage runs(Movement movement, int limit, Long before) throws RegistryException {
    return http.get(
            "/v1/runs?limit="
                + limit
                + (before == null ? "" : "&before=" + before)
                + "&movement="
                + encoded(movement.id()))
        .read(RunPage.class);
  }

  /** All executions of a run, newest first; empty when the registry knows none. */
  public List<RunExecution> run(String runId) throws RegistryException {
    Optional<RegistryHttp.Answer> answer = http.find("/v1/runs/" + encoded(runId));
    return answer.isEmpty() ? List.of() : answer.get().read(listOf(RunExecution.class));
  }

  /** Reports a comparison of the two engines. */
  public ProofReceipt reportProof(Proof proof) throws RegistryException {
    return http.post("/v1/proofs", JSON, json(proof), null).read(ProofReceipt.class);
  }

  /**
   * Proofs, newest first.
   *
   * @param movement only this movement's, or null for all
   * @param result only with this result, or null for all
   */
  public ProofPage proofs(int limit, Long before, Movement movement, ProofResult result)
      throws RegistryException {
    return http.get(
            "/v1/proofs?limit="
                + limit
                + (before == null ? "" : "&before=" + before)
                + (movement == null ? "" : "&movement=" + encoded(movement.id()))
                + (result == null ? "" : "&result=" + result))
        .read(ProofPage.class);
  }

  /**
   * Shadows, newest first, with what is left of their budgets.
   *
   * @param runningOnly only those that take a place now
   */
  public ShadowPage shadows(int limit, Long before, boolean runningOnly) throws RegistryException {
    return http.get(
            "/v1/shadows?limit="
                + limit
                + (before == null ? "" : "&before=" + before)
                + "&running="
                + runningOnly)
        .read(ShadowPage.class);
  }

  /** Says that a shadow is over, so that another may have its place. */
  public GrantedShadow endShadow(String runId, int execution, Change change)
      throws RegistryException {
    return http.post("/v1/shadows/end", JSON, json(new ShadowEnd(runId, execution)), change)
        .read(GrantedShadow.class);
  }

  /** Records that a destination changes hands. */
  public void recordHandOver(HandOver handOver, Change change) throws RegistryException {
    http.post("/v1/hand-overs", JSON, json(handOver), change);
  }

  /**
   * Movements with their guard states, by id.
   *
   * @param after the {@code next} of the page before, or null for the first
   * @param demotedOnly only those that a guard keeps on legacy
   */
  public GuardPage guards(int limit, String after, boolean demotedOnly) throws RegistryException {
    return http.get(
            "/v1/guards?limit="
                + limit
                + (after == null ? "" : "&after=" + encoded(after))
                + "&demoted="
                + demotedOnly)
        .read(GuardPage.class);
  }

  /** Lets a demoted movement go. */
  public GuardedMovement release(Movement movement, Change change) throws RegistryException {
    return http.post("/v1/guards/release", JSON, json(new ReleaseRequest(movement.id())), change)
        .read(GuardedMovement.class);
  }

  public BreakerState breaker() throws RegistryException {
    return http.get("/v1/breaker").read(BreakerState.class);
  }

  /** Closes the fleet's breaker by a person's word. */
  public BreakerState closeBreaker(Change change) throws RegistryException {
    return http.post("/v1/breaker/close", JSON, json(Map.of()), change).read(BreakerState.class);
  }

  /** Tries a change of the routing table out; it changes nothing, and may take a while. */
  public SimulationReport simulate(SimulationRequest request) throws RegistryException {
    return http.patient(LONG_REQUEST_TIMEOUT)
        .post("/v1/simulations", JSON, json(request), null)
        .read(SimulationReport.class);
  }

  /** All ramps, in the rules' order. */
  public List<RampView> ramps() throws RegistryException {
    return http.get("/v1/ramps").read(listOf(RampView.class));
  }

  /**
   * Asks something of a ramp.
   *
   * @param step the step that it was seen on, from 1
   */
  public RampView ramp(String rule, RampAction action, int step, Change change)
      throws RegistryException {
    return http.post(
            "/v1/ramps/" + encoded(rule), JSON, json(new RampRequest(action, step)), change)
        .read(RampView.class);
  }

  /** How the registry knows whoever asks. */
  public WhoAmI whoAmI() throws RegistryException {
    return http.get("/v1/who-am-i").read(WhoAmI.class);
  }

  /** All tokens that there are or were. */
  public List<TokenView> tokens() throws RegistryException {
    return http.get("/v1/tokens").read(listOf(TokenView.class));
  }

  /** Issues a token. Not to be repeated: the name of one whose answer was lost is taken. */
  public IssuedToken issueToken(TokenRequest request, Change change) throws RegistryException {
    return http.post("/v1/tokens", JSON, json(request), change).read(IssuedToken.class);
  }

  public TokenView revokeToken(String name, Change change) throws RegistryException {
    return http.post("/v1/tokens/" + encoded(name) + "/revoke", JSON, json(Map.of()), change)
        .read(TokenView.class);
  }

  public AuditPage audit(int limit, Long before) throws RegistryException {
    return http.get("/v1/audit?limit=" + limit + (before == null ? "" : "&before=" + before))
        .read(AuditPage.class);
  }

  /** All sources and catalogs, as one document. */
  public DefinitionDocument definitions() throws RegistryException {
    return new DefinitionDocument(sources(), catalogs());
  }

  /** Adds and changes what a document of sources and catalogs names, all or nothing. */
  public ImportReceipt importDefinitions(String document, Change change) throws RegistryException {
    return http.post(
            "/v1/definitions/import",
            "application/yaml",
            document.getBytes(StandardCharsets.UTF_8),
            change)
        .read(ImportReceipt.class);
  }

  public List<SourceDefinition> sources() throws RegistryException {
    return http.get("/v1/sources").read(listOf(SourceDefinition.class));
  }

  /** Sets what a cluster's name means. */
  public void putSource(SourceDefinition source, Change change) throws RegistryException {
    http.put("/v1/sources/" + encoded(source.name()), json(source), change);
  }

  public void deleteSource(String name, Change change) throws RegistryException {
    http.delete("/v1/sources/" + encoded(name), change);
  }

  public List<CatalogDefinition> catalogs() throws RegistryException {
    return http.get("/v1/catalogs").read(listOf(CatalogDefinition.class));
  }

  /** Sets what an Iceberg catalog's name means. */
  public void putCatalog(CatalogDefinition catalog, Change change) throws RegistryException {
    http.put("/v1/catalogs/" + encoded(catalog.name()), json(catalog), change);
  }

  public void deleteCatalog(String name, Change change) throws RegistryException {
    http.delete("/v1/catalogs/" + encoded(name), change);
  }

  /**
   * Registered movements by id.
   *
   * @param after the {@code next} of the page before, or null for the first
   */
  public MovementPage movements(int limit, String after) throws RegistryException {
    return http.get(
            "/v1/movements?limit=" + limit + (after == null ? "" : "&after=" + encoded(after)))
        .read(MovementPage.class);
  }

  public Optional<MovementDefinition> movement(Movement movement) throws RegistryException {
    return read(http.find(path(movement)), MovementDefinition.class);
  }

  public void putMovement(MovementDefinition definition, Change change) throws RegistryException {
    http.put(path(definition.movement()), json(definition), change);
  }

  public void deleteMovement(Movement movement, Change change) throws RegistryException {
    http.delete(path(movement), change);
  }

  /** Imports movements from CSV with a header line, all or none. */
  public ImportReceipt importMovements(String csv, Change change) throws RegistryException {
    return http.patient(LONG_REQUEST_TIMEOUT)
        .post("/v1/movements/import", "text/csv", csv.getBytes(StandardCharsets.UTF_8), change)
        .read(ImportReceipt.class);
  }

  private static <T> Optional<T> read(Optional<RegistryHttp.Answer> answer, Class<T> type)
      throws RegistryException {
    return answer.isEmpty() ? Optional.empty() : Optional.of(answer.get().read(type));
  }

  private static String path(Movement movement) {
    return "/v1/movements/"
        + encoded(movement.source().cluster())
        + "/"
        + encoded(movement.source().keyspace())
        + "/"
        + encoded(movement.source().table())
        + "/"
        + encoded(movement.destination().toString());
  }

  private static byte[] json(Object value) {
    try {
      return WireJson.mapper().writeValueAsBytes(value);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value, e);
    }
  }

  private static JavaType listOf(Class<?> type) {
    return WireJson.mapper().getTypeFactory().constructCollectionType(List.class, type);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
