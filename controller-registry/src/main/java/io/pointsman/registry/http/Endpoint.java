package io.pointsman.registry.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * One route.
 *
 * @param method the HTTP method
 * @param path with parameters in braces
 * @param handler what answers
 */
record Endpoint(HandlerType method, String path, Handler handler) {
  static Endpoint get(String path, Handler handler) {
    return new Endpoint(HandlerType.GET, path, handler);
  }

  static Endpoint put(String path, Handler handler) {
    return new Endpoint(HandlerType.PUT, path, handler);
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint(HandlerType.POST, path, handler);
  }

  static Endpoint delete(String path, Handler handler) {
    return new Endpoint(HandlerType.DELETE, path, handler);
  }

  /** The same route, with another handler. */
  Endpoint answeredBy(Handler other) {
    return new Endpoint(method, path, other);
  }
}
