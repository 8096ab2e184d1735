package io.pointsman.registry.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.service.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An identity provider as it describes itself (OpenID Connect Discovery 1.0). It is asked when the
 * first account comes, and its keys again when a token names one that is not known; while it is
 * away, those that were fetched go on being good for an hour.
 */
final class OidcProvider {
  private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
  private static final Duration KEYS_KEPT_IN_OUTAGE = Duration.ofHours(1);
  private static final int MOST_BYTES = 512 * 1024;

  /** Public keys alone: with a shared secret, whoever checks a token could make one. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final URI issuer;
  private final Clock clock;
  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever((int) TIMEOUT.toMillis(), (int) TIMEOUT.toMillis(), MOST_BYTES);
  private Described described;

  OidcProvider(URI issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /** What it says of itself. */
  private record Described(JsonNode document, JWKSource<SecurityContext> keys) {}

  /**
   * Checks tokens that it signed for somebody.
   *
   * @param audience whom they must be for
   */
  DefaultJWTProcessor<SecurityContext> tokensFor(String audience) {
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, described().keys()));
    made.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer.toString()).build(),
            Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    return made;
  }

  /**
   * One of its endpoints.
   *
   * @param name as the discovery document calls it, such as {@code token_endpoint}
   * @throws RefusedException when it does not answer, or has none that can be trusted
   */
  URI endpoint(String name) {
    String text = described().document().path(name).asText();
    try {
      URI found = URI.create(text);
      if (OidcSettings.isTrustworthy(found)) {
        return found;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    LOG.warn("The issuer {} says that its {} is '{}'", issuer, name, text);
    throw RefusedException.unavailable(
        "The identity provider " + issuer + " names no " + name + " with https");
  }

  private synchronized Described described() {
    if (described == null) {
      described = ask();
    }
    return described;
  }

  private Described ask() {
    URI discovery =
        URI.create(issuer.toString().replaceAll("/+$", "") + "/.well-known/openid-configuration");
    try {
      JsonNode document =
          WireJson.mapper().readTree(retriever.retrieveResource(discovery.toURL()).getContent());
      String named = document.path("issuer").asText();
      if (!named.equals(issuer.toString())) {
        throw new IOException(discovery + " is that of '" + named + "'");
      }
      return new Described(
          document,
          JWKSourceBuilder.<SecurityContext>create(
                  URI.create(document.path("jwks_uri").asText()).toURL(), retriever)
              .cache(KEYS_KEPT.toMillis(), TIMEOUT.toMillis() * 2)
              .rateLimited(Duration.ofSeconds(10).toMillis())
              .retrying(true)
              .outageTolerant(KEYS_KEPT_IN_OUTAGE.toMillis())
              .build());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("The issuer {} cannot be asked for its keys: {}", issuer, e.toString());
      throw RefusedException.unavailable(
          "The identity provider " + issuer + " does not answer; ask again later");
    }
  }
}
