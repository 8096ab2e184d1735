package io.pointsman.it.chaos;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Which requests a fault is for.
 *
 * @param method such as {@code PUT}; a pattern, so that {@code GET|HEAD} is both
 * @param path found anywhere in the decoded path and query
 */
record RequestMatch(Pattern method, Pattern path) {

  /** Requests of that method whose path and query have that pattern somewhere. */
  static RequestMatch of(String method, String path) {
    return new RequestMatch(Pattern.compile(method), Pattern.compile(path));
  }

  boolean matches(String requestMethod, String target) {
    return method.matcher(requestMethod).matches()
        && path.matcher(URLDecoder.decode(target, StandardCharsets.UTF_8)).find();
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
