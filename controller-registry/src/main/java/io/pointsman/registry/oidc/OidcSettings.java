package io.pointsman.registry.oidc;

import io.pointsman.registry.api.Role;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;

/**
 * Whose accounts come in beside the registry's own tokens.
 *
 * @param issuer the identity provider's address, as its tokens name it
 * @param audience whom its tokens must be for
 * @param rolesClaim where a token lists what its bearer belongs to; with dots for what is nested,
 *     such as {@code realm_access.roles}
 * @param nameClaim where it says who that is
 * @param roles which role goes with each entry of the roles claim
 */
public record OidcSettings(
    URI issuer,
    String audience,
    String rolesClaim,
    String nameClaim,
    Map<String, Set<Role>> roles) {
  public static final String DEFAULT_ROLES_CLAIM = "roles";
  public static final String DEFAULT_NAME_CLAIM = "preferred_username";

  /**
   * @throws IllegalArgumentException naming what is missing
   */
  public OidcSettings {
    roles = Map.copyOf(roles);
    if (!"https".equals(issuer.getScheme()) && !isHere(issuer)) {
      throw new IllegalArgumentException(
          "The issuer is '"
              + issuer
              + "'; expected https://…, so that nobody else can answer for it");
    }
    if (audience == null || audience.isBlank()) {
      throw new IllegalArgumentException(
          "The audience is missing: without one, a token for anything else would be taken here");
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "No entry of the claim '"
              + rolesClaim
              + "' goes with a role, so that nobody may do anything");
    }
  }

  private static boolean isHere(URI issuer) {
    try {
      return "http".equals(issuer.getScheme())
          && issuer.getHost() != null
          && InetAddress.getByName(issuer.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
