package io.pointsman.registry.http;

import io.javalin.http.Context;
import io.pointsman.registry.service.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page's style sheet, script and icon. */
final class PageAssets {
  private static final Map<String, String> TYPES =
      Map.of(
          "pointsman.css", "text/css; charset=utf-8",
          "pointsman.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private PageAssets() {}

  static void answer(Context context) throws IOException {
    String file = context.pathParam("file");
    if (!TYPES.containsKey(file)) {
      throw RefusedException.notFound("There is no asset of that name");
    }
    try (InputStream asset =
        PageAssets.class.getResourceAsStream("/io/pointsman/registry/page/" + file)) {
      context
          .contentType(TYPES.get(file))
          .header("Cache-Control", "no-cache")
          .result(asset.readAllBytes());
    }
  }
}
