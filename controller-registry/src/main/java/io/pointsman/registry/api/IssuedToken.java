package io.pointsman.registry.api;

/**
 * A token as its bearer gets it, once.
 *
 * @param secret what is sent as {@code Authorization: Bearer …}; nowhere kept
 * @param token what is known of it
 */
public record IssuedToken(String secret, TokenView token) {
  @Override
  public String toString() {
    return "IssuedToken[" + token + "]";
  }
}
