package io.pointsman.registry.client;

/** The registry did not do what it was asked; which of the kinds it is decides what to do. */
public abstract sealed class RegistryException extends Exception
    permits RegistryUnreachableException, RegistryDeniedException, RegistryRefusedException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
