package io.pointsman.registry.http;

import io.javalin.http.Context;
import io.pointsman.registry.service.Principal;

/**
 * Who makes a request.
 *
 * @param principal as far as that was proven
 * @param credential what proved it
 * @param session whether that came by itself, in a browser's cookie
 */
record Caller(Principal principal, String credential, boolean session) {
  private static final String ATTRIBUTE = "pointsman-caller";

  /** Of a request that was admitted. */
  static Caller of(Context context) {
    Caller caller = context.attribute(ATTRIBUTE);
    if (caller == null) {
      throw new IllegalStateException("Anybody may call " + context.path());
    }
    return caller;
  }

  void keepWith(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  @Override
  public String toString() {
    return "Caller[" + principal + "]";
  }
}
