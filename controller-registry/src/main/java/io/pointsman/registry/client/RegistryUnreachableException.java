package io.pointsman.registry.client;

/**
 * No answer, or none that is the registry's: it may have done what it was asked or not. Asking
 * again later is right; every request of the client may be repeated.
 */
public final class RegistryUnreachableException extends RegistryException {
  private static final long serialVersionUID = 1L;

  RegistryUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
