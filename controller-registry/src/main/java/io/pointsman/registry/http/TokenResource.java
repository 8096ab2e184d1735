package io.pointsman.registry.http;

import com.google.inject.Inject;
import io.javalin.http.Context;
import io.pointsman.registry.api.TokenRequest;
import io.pointsman.registry.api.WhoAmI;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.Tokens;
import java.io.IOException;
import java.util.List;

/** Tokens, and who comes in with one. */
final class TokenResource {
  private final Tokens tokens;

  @Inject
  TokenResource(Tokens tokens) {
    this.tokens = tokens;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/who-am-i", TokenResource::whoAmI),
        Endpoint.get("/v1/tokens", context -> Requests.answer(context, tokens.list())),
        Endpoint.post("/v1/tokens", this::issue),
        Endpoint.post("/v1/tokens/{name}/revoke", this::revoke));
  }

  private static void whoAmI(Context context) {
    Principal principal = Caller.of(context).principal();
    Requests.answer(context, new WhoAmI(principal.name(), principal.roles()));
  }

  private void issue(Context context) throws IOException {
    TokenRequest request = Requests.json(context, TokenRequest.class);
    context.header("Cache-Control", "no-store");
    Requests.answer(context, tokens.issue(request, Requests.change(context)));
  }

  private void revoke(Context context) {
    Requests.requireType(context, "application/json");
    Requests.answer(context, tokens.revoke(context.pathParam("name"), Requests.change(context)));
  }
}
