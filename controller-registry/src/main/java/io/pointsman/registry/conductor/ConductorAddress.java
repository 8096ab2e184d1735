package io.pointsman.registry.conductor;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where Conductor is, as far as the page may know it; the registry does without.
 *
 * @param api its server's address, such as {@code http://127.0.0.1:8080}, or null
 * @param ui the address of a workflow in its UI, with {@code {runId}} for the workflow's id, or
 *     null
 */
public record ConductorAddress(URI api, String ui) {
  public static final ConductorAddress UNKNOWN = new ConductorAddress(null, null);

  private static final String RUN = "{runId}";

  /**
   * @throws IllegalArgumentException when one of them is no address of its kind
   */
  public ConductorAddress {
    if (api != null && !isHttp(api.toString())) {
      throw new IllegalArgumentException(
          "Conductor's address is '" + api + "'; http://HOST:PORT is expected");
    }
    if (ui != null && (!isHttp(ui) || !ui.contains(RUN))) {
      throw new IllegalArgumentException(
          "The address of Conductor's UI is '"
              + ui
              + "'; one such as http://HOST:PORT/execution/{runId} is expected");
    }
  }

  private static boolean isHttp(String address) {
    return address.startsWith("http://") || address.startsWith("https://");
  }

  /** Where a run is shown in the UI, if that is known. */
  public Optional<String> page(String runId) {
    return Optional.ofNullable(ui)
        .map(address -> address.replace(RUN, URLEncoder.encode(runId, StandardCharsets.UTF_8)));
  }
}
