package io.pointsman.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of the page as a person sees it who has logged in with the registry's first token. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
abstract class LoggedIn {
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]+)\"");

  @Parameter TestDatabase kind;
  @TempDir Path directory;
  TestRegistry registry;

  /** Of the session; a test may go on in another one. */
  String cookie;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.empty(kind, directory);
    cookie = registry.login(registry.secret());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** A page as the session sees it. */
  final HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return registry.send(registry.anonymous(path).header("Cookie", cookie).GET());
  }

  /** What the session's forms carry against other sites. */
  final String token() throws IOException, InterruptedException {
    return found(TOKEN, "/");
  }

  /** The first group of a pattern that is on a page. */
  final String found(Pattern pattern, String path) throws IOException, InterruptedException {
    Matcher found = pattern.matcher(page(path).body());
    assertThat(found.find()).as("%s on %s", pattern, path).isTrue();
    return found.group(1);
  }

  /**
   * Sends a form as the session.
   *
   * @param header a further one: its name and its value
   */
  final HttpResponse<String> post(String path, String form, String... header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = registry.anonymous(path).header("Cookie", cookie);
    if (header.length == 2) {
      request.header(header[0], header[1]);
    }
    return registry.post(request, FORM, form);
  }
}
