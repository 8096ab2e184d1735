package io.pointsman.registry.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** An identity provider on this machine: its discovery document, its keys, and tokens. */
public final class TestIssuer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger keysAsked = new AtomicInteger();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final AtomicReference<String> credentials = new AtomicReference<>();
  private RSAKey key = newKey("key-1");
  private volatile UnaryOperator<JWTClaimsSet.Builder> idToken = claims -> claims;
  private volatile String accessToken = "opaque";

  public TestIssuer() throws IOException, JOSEException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize",
                "token_endpoint":"%1$s/token"}
                """
                    .formatted(uri())));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.createContext(
        "/keys",
        exchange -> {
          keysAsked.incrementAndGet();
          answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
        });
    server.start();
  }

  static RSAKey newKey(String id) throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(id).generate();
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Whoever comes is let in, and sent back with a code. */
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = values(exchange.getRequestURI().getRawQuery());
    String code = "code-" + codes.size();
    codes.put(code, asked);
    exchange
        .getResponseHeaders()
        .set(
            "Location",
            asked.get("redirect_uri")
                + "?state="
                + encoded(asked.get("state"))
                + "&code="
                + code
                + "&iss="
                + encoded(uri().toString()));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** A code is good once, for whoever has the verifier that the challenge was made of. */
  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> asked =
        values(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> begun = codes.remove(String.valueOf(asked.get("code")));
    credentials.set(exchange.getRequestHeaders().getFirst("Authorization"));
    try {
      if (begun == null
          || !begun.get("redirect_uri").equals(asked.get("redirect_uri"))
          || !begun.get("code_challenge_method").equals("S256")
          || !begun.get("code_challenge").equals(challenge(asked.get("code_verifier")))) {
        answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
        return;
      }
      JWTClaimsSet.Builder claims =
          new JWTClaimsSet.Builder()
              .issuer(uri().toString())
              .audience(begun.get("client_id"))
              .subject("4711")
              .claim("nonce", begun.get("nonce"))
              .claim("preferred_username", "ana")
              .expirationTime(Date.from(Instant.now().plusSeconds(60)));
      answer(
          exchange,
          200,
          "{\"token_type\":\"Bearer\",\"id_token\":\"%s\",\"access_token\":\"%s\"}"
              .formatted(token(idToken.apply(claims).build()), accessToken));
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IOException(e);
    }
  }

  private static String challenge(String verifier) throws GeneralSecurityException {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Map<String, String> values(String form) {
    Map<String, String> values = new HashMap<>();
    for (String pair : form.split("&", -1)) {
      int sign = pair.indexOf('=');
      values.put(pair.substring(0, sign), URLDecoder.decode(pair.substring(sign + 1), UTF_8));
    }
    return values;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** What it says of whoever logs in from now on. */
  public void says(UnaryOperator<JWTClaimsSet.Builder> claims) {
    idToken = claims;
  }

  /** The access token that comes with a login from now on. */
  public void givesAccessToken(String token) {
    accessToken = token;
  }

  /** How the last client at the token endpoint proved who it is, or null when it did not. */
  public String credentials() {
    return credentials.get();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  RSAKey key() {
    return key;
  }

  /** From now on it signs with another key, and knows the old one no more. */
  void rotate(String id) throws JOSEException {
    key = newKey(id);
  }

  int keysAsked() {
    return keysAsked.get();
  }

  /** A token as it issues them. */
  public String token(JWTClaimsSet claims) throws JOSEException {
    return signed(key, claims);
  }

  static String signed(RSAKey key, JWTClaimsSet claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
