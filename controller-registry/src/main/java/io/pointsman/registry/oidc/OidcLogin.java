package io.pointsman.registry.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.oidc.OidcSettings.Client;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs people in to the page at their identity provider: the authorization code flow with PKCE
 * (OpenID Connect Core 1.0, RFC 7636, RFC 9207). What belongs to one login is kept by its browser
 * alone, so that any registry can finish what another began.
 */
public final class OidcLogin {
  private static final Logger LOG = LoggerFactory.getLogger(OidcLogin.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 512 * 1024;
  private static final int SECRET_BYTES = 32;
  private static final int SECRETS = 3;

  private final OidcSettings settings;
  private final Client client;
  private final OidcProvider provider;
  private final OidcAccounts accounts;
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param settings with a client
   */
  public OidcLogin(OidcSettings settings, Clock clock) {
    this.settings = settings;
    this.client = settings.client();
    this.provider = new OidcProvider(settings.issuer(), clock);
    this.accounts = new OidcAccounts(settings, clock);
  }

  /** Whose accounts log in. */
  public URI issuer() {
    return settings.issuer();
  }

  /**
   * A login that has begun.
   *
   * @param to where the browser goes
   * @param kept what the browser must bring back, and nobody else may see
   */
  public record Begun(URI to, String kept) {
    @Override
    public String toString() {
      return "Begun";
    }
  }

  /** Sends a browser to the provider, from where it comes back to {@code redirect}. */
  public Begun begin(URI redirect) {
    String state = secret();
    String nonce = secret();
    String verifier = secret();
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", client.id());
    asked.put("redirect_uri", redirect.toString());
    asked.put("scope", client.scope());
    asked.put("state", state);
    asked.put("nonce", nonce);
    asked.put("code_challenge", challenge(verifier));
    asked.put("code_challenge_method", "S256");
    String endpoint = provider.endpoint("authorization_endpoint").toString();
    return new Begun(
        URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + form(asked)),
        state + "." + nonce + "." + verifier);
  }

  /**
   * Who came back.
   *
   * @param redirect the address that was begun with
   * @param kept what the browser kept, or null when it brings nothing
   * @param answered the parameters that the provider sent along
   * @return empty when the answer is none to this browser's login, or not the provider's
   * @throws RefusedException when the provider refused it, or does not answer
   */
  public Optional<Principal> finish(URI redirect, String kept, UnaryOperator<String> answered) {
    String[] secrets = kept == null ? new String[0] : kept.split("\\.", -1);
    String state = answered.apply("state");
    if (secrets.length != SECRETS || state == null || !same(secrets[0], state)) {
      LOG.info("A login came back that this browser did not begin, or that took too long");
      return Optional.empty();
    }
    String issuer = answered.apply("iss");
    if (issuer != null && !issuer.equals(settings.issuer().toString())) {
      LOG.warn("A login came back from '{}' instead of {}", issuer, settings.issuer());
      return Optional.empty();
    }
    String code = answered.apply("code");
    if (code == null) {
      LOG.info("The provider refused a login: {}", answered.apply("error"));
      throw RefusedException.forbidden(
          "The identity provider let nobody in: " + shown(answered.apply("error")));
    }
    return principal(tokens(redirect, code, secrets[2]), secrets[1]);
  }

  private JsonNode tokens(URI redirect, String code, String verifier) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("grant_type", "authorization_code");
    asked.put("code", code);
    asked.put("redirect_uri", redirect.toString());
    asked.put("client_id", client.id());
    asked.put("code_verifier", verifier);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(provider.endpoint("token_endpoint"))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(asked)));
    if (client.secret() != null) {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(
                      (encoded(client.id()) + ":" + encoded(client.secret()))
                          .getBytes(StandardCharsets.UTF_8)));
    }
    try {
      HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        JsonNode document = WireJson.mapper().readTree(body.readNBytes(MOST_BYTES));
        if (answer.statusCode() / 100 != 2) {
          LOG.warn(
              "The token endpoint answered {}: {}",
              answer.statusCode(),
              shown(document.path("error").asText()));
          throw RefusedException.forbidden(
              "The identity provider let nobody in: " + shown(document.path("error").asText()));
        }
        return document;
      }
    } catch (IOException e) {
      LOG.warn("The token endpoint of {} does not answer: {}", settings.issuer(), e.toString());
      throw RefusedException.unavailable(
          "The identity provider " + settings.issuer() + " does not answer; log in again later");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusedException.unavailable("The registry is being shut down");
    }
  }

  private Optional<Principal> principal(JsonNode tokens, String nonce) {
    try {
      JWTClaimsSet claims =
          provider.tokensFor(client.id()).process(tokens.path("id_token").asText(), null);
      String said = claims.getStringClaim("nonce");
      if (said == null || !same(nonce, said)) {
        LOG.warn("The provider's answer is none to this login: its nonce is another");
        return Optional.empty();
      }
      String party = claims.getStringClaim("azp");
      if (party != null && !party.equals(client.id())) {
        LOG.warn("The provider's answer is for '{}'", shown(party));
        return Optional.empty();
      }
      Principal known = accounts.principal(claims);
      // Where the provider lists roles in access tokens alone, that one says them.
      String access = tokens.path("access_token").asText();
      if (known.roles().isEmpty() && OidcAccounts.isOne(access)) {
        known = accounts.accountOf(access, claims.getSubject()).orElse(known);
      }
      // What was proven is who it is, now: the session ends by itself.
      return Optional.of(new Principal(known.name(), known.roles(), null, null));
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.warn("The provider's answer to a login is not taken: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> encoded(value.getKey()) + "=" + encoded(value.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** An OAuth error code, and nothing else that anybody may have put there. */
  private static String shown(String error) {
    return error != null && error.matches("[A-Za-z0-9_.:-]{1,100}") ? error : "it says not why";
  }
}
