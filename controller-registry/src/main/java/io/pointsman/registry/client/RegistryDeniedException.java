package io.pointsman.registry.client;

/**
 * The registry does not take the token, or its bearer may not do what was asked. Nothing is wrong
 * with the request: once the token is put right, asking again is right.
 */
public final class RegistryDeniedException extends RegistryException {
  private static final long serialVersionUID = 1L;

  RegistryDeniedException(String message) {
    super(message, null);
  }
}
