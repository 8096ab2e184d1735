package io.pointsman.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A real browser, headless, driven over its DevTools protocol. Debian's package chromium. */
public final class Chromium implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern DEVTOOLS =
      Pattern.compile("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  /** How the machine's owner likes it. */
  public enum Scheme {
    LIGHT,
    DARK
  }

  private Chromium(Process process, URI page) throws IOException, InterruptedException {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, listener()).join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /**
   * The browser of this machine; without one the test is skipped by name, or fails with CI=true.
   *
   * @param dir for its profile
   */
  public static Chromium require(Path dir) throws IOException, InterruptedException {
    Optional<Path> program =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "chromium"))
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
      Assertions.fail("There is no chromium, and CI=true: install the package chromium");
    }
    Assumptions.assumeTrue(program.isPresent(), "There is no chromium on this machine");
    Process process =
        new ProcessBuilder(
                program.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createTempDirectory(dir, "profile"),
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, newPage(devtoolsPort(process)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int devtoolsPort(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher devtools = DEVTOOLS.matcher(line);
      if (devtools.find()) {
        Thread rest = new Thread(() -> said.lines().forEach(more -> {}), "chromium-says");
        rest.setDaemon(true);
        rest.start();
        return Integer.parseInt(devtools.group(1));
      }
      all.append(line).append('\n');
    }
    throw new IOException("chromium ended before it listened: " + all);
  }

  private static URI newPage(int port) throws IOException, InterruptedException {
    String answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                    .PUT(BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofString())
            .body();
    return URI.create(JSON.readTree(answer).get("webSocketDebuggerUrl").textValue());
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder text = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
          received(text.toString());
          text.setLength(0);
        }
        from.request(1);
        return null;
      }
    };
  }

  private void received(String message) {
    try {
      JsonNode read = JSON.readTree(message);
      if (read.has("id")) {
        answers.remove(read.get("id").intValue()).complete(read);
      } else {
        events.add(read);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode answered = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (answered.has("error")) {
        throw new IOException(method + ": " + answered.get("error"));
      }
      return answered.path("result");
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException(method + " was not answered", e);
    }
  }

  /** Sets the window's width in CSS pixels, and the colours that its owner likes. */
  public void window(int width, Scheme scheme) throws IOException, InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of(
                    "name",
                    "prefers-color-scheme",
                    "value",
                    scheme.name().toLowerCase(java.util.Locale.ROOT)))));
  }

  /** Whether pages may run scripts. */
  public void scripts(boolean allowed) throws IOException, InterruptedException {
    call("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
  }

  /** Opens a page, and returns when it is loaded. */
  public void open(URI page) throws IOException, InterruptedException {
    int before = loads();
    JsonNode answer = call("Page.navigate", Map.of("url", page.toString()));
    if (answer.has("errorText")) {
      throw new IOException(page + ": " + answer.get("errorText"));
    }
    Awaitility.await().atMost(LIMIT).until(() -> loads() > before);
  }

  /** How many pages were loaded so far. */
  public int loads() {
    return (int) named("Page.loadEventFired").count();
  }

  private Stream<JsonNode> named(String event) {
    return events.stream().filter(one -> one.path("method").textValue().equals(event));
  }

  /** What a JavaScript expression comes to within the page. */
  public JsonNode evaluate(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IOException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** The text that a person sees. */
  public String text() throws IOException, InterruptedException {
    return evaluate("document.body.innerText").asText();
  }

  /** Presses a key: Tab, Enter or Space. */
  public void press(String key) throws IOException, InterruptedException {
    Map<String, Object> pressed =
        switch (key) {
          case "Tab" -> Map.of("key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9);
          case "Enter" ->
              Map.of("key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 13, "text", "\r");
          case "Space" ->
              Map.of("key", " ", "code", "Space", "windowsVirtualKeyCode", 32, "text", " ");
          default -> throw new IllegalArgumentException(key);
        };
    ObjectNode down = JSON.valueToTree(pressed);
    call("Input.dispatchKeyEvent", JSON.convertValue(down.put("type", "keyDown"), Map.class));
    down.remove("text");
    call("Input.dispatchKeyEvent", JSON.convertValue(down.put("type", "keyUp"), Map.class));
  }

  /**
   * Presses Tab until what has the focus is the one.
   *
   * @param condition a JavaScript expression on {@code it}, what has the focus
   */
  public void tabTo(String condition) throws IOException, InterruptedException {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      press("Tab");
      if (evaluate("(it => " + condition + ")(document.activeElement)").asBoolean()) {
        return;
      }
      passed.add(evaluate("document.activeElement.outerHTML.slice(0, 80)").asText());
    }
    throw new AssertionError("Tab never comes to where " + condition + ", but to " + passed);
  }

  /** Types a text where the focus is, in place of what stands there. */
  public void type(String text) throws IOException, InterruptedException {
    evaluate("document.activeElement.select && document.activeElement.select()");
    call("Input.insertText", Map.of("text", text));
  }

  /** Keeps a picture of the whole page. */
  public void picture(Path file) throws IOException, InterruptedException {
    int height = evaluate("Math.min(4000, document.documentElement.scrollHeight)").asInt();
    int width = evaluate("window.innerWidth").asInt();
    JsonNode answer =
        call(
            "Page.captureScreenshot",
            Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(answer.get("data").textValue()));
  }

  /** What the browser complained about so far: scripts, policies, answers that are errors. */
  public List<String> complaints() {
    return Stream.of(
            named("Log.entryAdded").map(event -> event.at("/params/entry")),
            named("Runtime.exceptionThrown").map(event -> event.at("/params/exceptionDetails")),
            named("Runtime.consoleAPICalled").map(event -> event.at("/params")))
        .flatMap(complaint -> complaint)
        .map(JsonNode::toString)
        .toList();
  }

  /** The addresses that were asked for so far. */
  public List<URI> requests() {
    return named("Network.requestWillBeSent")
        .map(event -> URI.create(event.at("/params/request/url").textValue()))
        .filter(asked -> !"data".equals(asked.getScheme()) && !"about".equals(asked.getScheme()))
        .toList();
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
