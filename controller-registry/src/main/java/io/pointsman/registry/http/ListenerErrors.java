package io.pointsman.registry.http;

import io.pointsman.decider.WireJson;
import io.pointsman.registry.api.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the listener refuses before any route sees it: as a problem document, like all else. */
final class ListenerErrors extends ErrorHandler {
  @Override
  protected void generateResponse(
      Request request, Response response, int code, String message, Throwable cause, Callback done)
      throws IOException {
    // What was wrong with it stands in the status; the text may repeat what was sent.
    Problem problem =
        new Problem(
            "about:blank",
            HttpStatus.getMessage(code),
            code,
            "The request is none that the registry takes: " + HttpStatus.getMessage(code),
            null);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.write(true, ByteBuffer.wrap(WireJson.mapper().writeValueAsBytes(problem)), done);
  }
}
