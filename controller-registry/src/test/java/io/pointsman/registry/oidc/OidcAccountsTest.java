package io.pointsman.registry.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.pointsman.registry.api.Role;
import io.pointsman.registry.service.Principal;
import io.pointsman.registry.service.RefusedException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcAccountsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Map<String, Set<Role>> ROLES =
      Map.of("data-platform", Set.of(Role.OPERATOR), "leads", Set.of(Role.APPROVER));

  private TestIssuer issuer;
  private OidcAccounts accounts;

  @BeforeEach
  void start() throws Exception {
    issuer = new TestIssuer();
    accounts = accounts("roles");
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private OidcAccounts accounts(String rolesClaim) {
    return new OidcAccounts(
        new OidcSettings(issuer.uri(), "pointsman", rolesClaim, "preferred_username", ROLES),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.uri().toString())
        .audience("pointsman")
        .subject("4711")
        .claim("preferred_username", "ana")
        .claim("roles", List.of("data-platform", "something else"))
        .expirationTime(Date.from(NOW.plusSeconds(300)));
  }

  @Test
  void anAccountComesInWithTheRolesThatItsClaimSays() throws Exception {
    Principal ana = accounts.account(issuer.token(claims().build())).orElseThrow();
    assertThat(ana.name()).isEqualTo("ana (4711)");
    assertThat(ana.roles()).containsExactly(Role.OPERATOR);
    assertThat(ana.until()).isEqualTo(NOW.plusSeconds(300));
    assertThat(ana.token()).isNull();
  }

  @Test
  void aClaimMayBeNestedOrOneText() throws Exception {
    JWTClaimsSet nested = claims().claim("realm_access", Map.of("roles", List.of("leads"))).build();
    assertThat(accounts("realm_access.roles").account(issuer.token(nested)).orElseThrow().roles())
        .containsExactly(Role.APPROVER);
    JWTClaimsSet text = claims().claim("roles", "x data-platform leads").build();
    assertThat(accounts.account(issuer.token(text)).orElseThrow().roles())
        .containsExactly(Role.OPERATOR, Role.APPROVER);
  }

  @Test
  void anAccountThatBelongsNowhereMayDoNothing() throws Exception {
    JWTClaimsSet nowhere = claims().claim("roles", List.of("guests")).build();
    Principal guest = accounts.account(issuer.token(nowhere)).orElseThrow();
    assertThat(guest.may(Role.VIEWER)).isFalse();
  }

  @Test
  void whatTheProviderDidNotIssueForThisRegistryIsNotTaken() throws Exception {
    refused(issuer.token(claims().audience("something else").build()), "for another audience");
    refused(
        issuer.token(claims().issuer("https://other.example.com").build()), "of another issuer");
    refused(
        issuer.token(claims().expirationTime(Date.from(NOW.minusSeconds(300))).build()), "over");
    refused(issuer.token(claims().expirationTime(null).build()), "without an end");
    refused(issuer.token(claims().notBeforeTime(Date.from(NOW.plusSeconds(300))).build()), "early");
    refused(issuer.token(claims().subject(null).build()), "of nobody");
    refused(TestIssuer.signed(TestIssuer.newKey("key-1"), claims().build()), "of another key");
    refused(TestIssuer.signed(TestIssuer.newKey("unknown"), claims().build()), "of no key");
    refused(new PlainJWT(claims().build()).serialize(), "unsigned");
    refused("a.b.c", "no token at all");
    String good = issuer.token(claims().build());
    refused(good.substring(0, good.length() - 8) + "AAAAAAAA", "with another signature");
  }

  @Test
  void aTokenSignedWithThePublicKeyAsASecretIsNotTaken() throws Exception {
    byte[] publicKey = issuer.key().toRSAPublicKey().getEncoded();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims().build());
    forged.sign(new MACSigner(publicKey));
    refused(forged.serialize(), "signed with what everybody knows");
  }

  @Test
  void aNewKeyOfTheProvidersIsFetched() throws Exception {
    assertThat(accounts.account(issuer.token(claims().build()))).isPresent();
    issuer.rotate("key-2");
    assertThat(accounts.account(issuer.token(claims().build()))).isPresent();
    assertThat(issuer.keysAsked()).isEqualTo(2);
  }

  @Test
  void keysAreKeptWhileTheProviderIsAway() throws Exception {
    String token = issuer.token(claims().build());
    assertThat(accounts.account(token)).isPresent();
    issuer.close();
    assertThat(accounts.account(token)).isPresent();
  }

  @Test
  void aProviderThatWasNeverReachedIsSaidSoAndAskedAgain() throws Exception {
    String token = issuer.token(claims().build());
    issuer.close();
    assertThatThrownBy(() -> accounts.account(token))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(503))
        .hasMessageContaining("does not answer");
  }

  @Test
  void whatWouldLetAnybodyInIsRefusedAtTheStart() {
    assertThatThrownBy(() -> settings("http://id.example.com", "pointsman", ROLES))
        .hasMessageContaining("expected https://");
    assertThatThrownBy(() -> settings("https://id.example.com", " ", ROLES))
        .hasMessageContaining("audience is missing");
    assertThatThrownBy(() -> settings("https://id.example.com", "pointsman", Map.of()))
        .hasMessageContaining("nobody may do anything");
  }

  private static OidcSettings settings(
      String issuer, String audience, Map<String, Set<Role>> roles) {
    return new OidcSettings(URI.create(issuer), audience, "roles", "name", roles);
  }

  private void refused(String token, String what) {
    Optional<Principal> account = accounts.account(token);
    assertThat(account).as(what).isEmpty();
  }
}
