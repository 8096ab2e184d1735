package io.pointsman.registry.oidc;

import io.pointsman.registry.api.Role;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
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
 * @param client as what the page logs people in there, or null when it does not
 */
public record OidcSettings(
    URI issuer,
    String audience,
    String rolesClaim,
    String nameClaim,
    Map<String, Set<Role>> roles,
    Client client) {
  public static final String DEFAULT_ROLES_CLAIM = "roles";
  public static final String DEFAULT_NAME_CLAIM = "preferred_username";

  /**
   * @throws IllegalArgumentException naming what is missing
   */
  public OidcSettings {
    roles = Map.copyOf(roles);
    if (!isTrustworthy(issuer)) {
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

  /** Whose accounts come in by their tokens alone. */
  public OidcSettings(
      URI issuer,
      String audience,
      String rolesClaim,
      String nameClaim,
      Map<String, Set<Role>> roles) {
    this(issuer, audience, rolesClaim, nameClaim, roles, null);
  }

  /**
   * As what the registry is registered at the provider.
   *
   * @param id its client id
   * @param secret its secret, or null for a public client; never shown
   * @param scope what is asked for, {@code openid} among it
   */
  public record Client(String id, String secret, String scope) {
    public static final String DEFAULT_SCOPE = "openid profile";

    /**
     * @throws IllegalArgumentException naming what is missing
     */
    public Client {
      if (id == null || id.isBlank()) {
        throw new IllegalArgumentException("The client id is missing");
      }
      if (!List.of(scope.split(" +", -1)).contains("openid")) {
        throw new IllegalArgumentException(
            "The scope is '" + scope + "'; 'openid' has to be among it");
      }
    }

    @Override
    public String toString() {
      return "client " + id;
    }
  }

  /** Whether nobody else can answer for an address: by TLS, or because it is this machine. */
  static boolean isTrustworthy(URI address) {
    try {
      return "https".equals(address.getScheme())
          || ("http".equals(address.getScheme())
              && address.getHost() != null
              && InetAddress.getByName(address.getHost()).isLoopbackAddress());
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
