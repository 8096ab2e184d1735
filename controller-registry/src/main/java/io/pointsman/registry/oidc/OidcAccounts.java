package io.pointsman.registry.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts of an identity provider, by its signed access tokens (OpenID Connect Discovery 1.0, RFC
 * 7519, RFC 9068). Its keys are fetched when the first token comes, and again when a token names
 * one that is not known; while it is away, those that were fetched go on being good for an hour.
 */
public final class OidcAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(OidcAccounts.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration KEYS_KEPT = Duration.ofMinutes(5);
  private static final Duration KEYS_KEPT_IN_OUTAGE = Duration.ofHours(1);
  private static final int MOST_BYTES = 512 * 1024;
  private static final int LONGEST_NAME = 190;

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

  private final OidcSettings settings;
  private final Clock clock;
  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever((int) TIMEOUT.toMillis(), (int) TIMEOUT.toMillis(), MOST_BYTES);
  private DefaultJWTProcessor<SecurityContext> processor;

  public OidcAccounts(OidcSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether a bearer token looks like one of a provider's. */
  public static boolean isOne(String secret) {
    return secret.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * The account that a token was issued to, while it is good.
   *
   * @throws RefusedException when the provider does not answer, so that nobody can tell
   */
  public Optional<Principal> account(String token) {
    try {
      return Optional.of(principal(processor().process(token, null)));
    } catch (KeySourceException e) {
      LOG.warn("The keys of {} cannot be fetched: {}", settings.issuer(), e.getMessage());
      throw RefusedException.unavailable(
          "The identity provider " + settings.issuer() + " does not answer; ask again later");
    } catch (ParseException | BadJOSEException | JOSEException e) {
      // Why is for the log: whoever forges one learns nothing.
      LOG.info("A token is not taken: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() {
    if (processor == null) {
      processor = make(keys());
    }
    return processor;
  }

  private DefaultJWTProcessor<SecurityContext> make(JWKSource<SecurityContext> keys) {
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    made.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
            Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    return made;
  }

  private JWKSource<SecurityContext> keys() {
    URI discovery =
        URI.create(
            settings.issuer().toString().replaceAll("/+$", "")
                + "/.well-known/openid-configuration");
    try {
      JsonNode document =
          WireJson.mapper().readTree(retriever.retrieveResource(discovery.toURL()).getContent());
      String issuer = document.path("issuer").asText();
      if (!issuer.equals(settings.issuer().toString())) {
        throw new IOException(discovery + " is that of '" + issuer + "'");
      }
      return JWKSourceBuilder.<SecurityContext>create(
              URI.create(document.path("jwks_uri").asText()).toURL(), retriever)
          .cache(KEYS_KEPT.toMillis(), TIMEOUT.toMillis() * 2)
          .rateLimited(Duration.ofSeconds(10).toMillis())
          .retrying(true)
          .outageTolerant(KEYS_KEPT_IN_OUTAGE.toMillis())
          .build();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("The issuer {} cannot be asked for its keys: {}", settings.issuer(), e.toString());
      throw RefusedException.unavailable(
          "The identity provider " + settings.issuer() + " does not answer; ask again later");
    }
  }

  private Principal principal(JWTClaimsSet claims) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String entry : entries(claims)) {
      roles.addAll(settings.roles().getOrDefault(entry, Set.of()));
    }
    return new Principal(name(claims), roles, null, claims.getExpirationTime().toInstant());
  }

  /** The subject is what cannot change; the name is what people know. */
  private String name(JWTClaimsSet claims) {
    Object name = claims.getClaim(settings.nameClaim());
    String subject = claims.getSubject();
    String shown =
        name instanceof String text && !text.isBlank() && !text.equals(subject)
            ? text + " (" + subject + ")"
            : subject;
    return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME);
  }

  private List<String> entries(JWTClaimsSet claims) {
    Object found = claims.getClaim(settings.rolesClaim());
    if (found == null) {
      found = nested(claims.getClaims(), settings.rolesClaim().split("\\.", -1));
    }
    if (found instanceof Collection<?> list) {
      return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return found instanceof String text ? Arrays.asList(text.split("[ ,]+", -1)) : List.of();
  }

  private static Object nested(Map<String, Object> claims, String[] path) {
    Object found = claims;
    for (String step : path) {
      found = found instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return found;
  }
}
