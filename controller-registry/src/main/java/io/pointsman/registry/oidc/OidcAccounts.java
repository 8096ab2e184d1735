package io.pointsman.registry.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts of an identity provider, by its signed access tokens (RFC 7519, RFC 9068). */
public final class OidcAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(OidcAccounts.class);
  private static final int LONGEST_NAME = 190;

  private final OidcSettings settings;
  private final OidcProvider provider;
  private DefaultJWTProcessor<SecurityContext> processor;

  public OidcAccounts(OidcSettings settings, Clock clock) {
    this.settings = settings;
    this.provider = new OidcProvider(settings.issuer(), clock);
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

  /** The same, when it is of that subject; the provider has just vouched for it. */
  Optional<Principal> accountOf(String token, String subject) {
    try {
      JWTClaimsSet claims = processor().process(token, null);
      return subject.equals(claims.getSubject())
          ? Optional.of(principal(claims))
          : Optional.empty();
    } catch (ParseException | BadJOSEException | JOSEException e) {
      LOG.info("An access token of a login says no roles: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor() {
    if (processor == null) {
      processor = provider.tokensFor(settings.audience());
    }
    return processor;
  }

  /** Who the claims of a token that was checked speak of. */
  Principal principal(JWTClaimsSet claims) {
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
