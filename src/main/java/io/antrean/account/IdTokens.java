package io.antrean.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.antrean.config.OidcConfig;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * ID tokens of the staff's issuer (OpenID Connect Core 1.0, section 3.1.3.7): signed with one of
 * three algorithms that only a private key can sign with, by a key that the issuer publishes, for
 * us, and not long ago.
 */
final class IdTokens {

  /** What an ID token says of somebody. */
  record Staff(String subject, Set<Role> roles, Set<String> offices) {}

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  /** What the library allows clocks to differ by. */
  private static final int SKEW_SECONDS = DefaultJWTClaimsVerifier.DEFAULT_MAX_CLOCK_SKEW_SECONDS;

  private static final int OFFICES_MAX = 100;

  /** Whatever else an issuer says is no office of ours. */
  private static final String OFFICE = "[a-z0-9-]{1,40}";

  private static final int SUBJECT_MAX = 255;

  private final OidcConfig config;
  private final IssuerKeys keys;
  private final Clock clock;

  IdTokens(OidcConfig config, IssuerKeys keys, Clock clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /** Null when it is none that we take; fails when the issuer can not be asked for its keys. */
  Future<Staff> verify(String text) {
    SignedJWT token;
    try {
      token = SignedJWT.parse(text);
    } catch (ParseException e) {
      return Future.succeededFuture();
    }
    var header = token.getHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm())) return Future.succeededFuture();
    return keys.with(header.getKeyID()).map(known -> staff(token, known));
  }

  private Staff staff(SignedJWT token, JWKSet known) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(known)));
    var claims = new JWTClaimsSet.Builder().issuer(config.issuer()).build();
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(config.audience(), claims, Set.of("sub", "iat", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    try {
      return said(processor.process(token, null));
    } catch (BadJOSEException | JOSEException | ParseException e) {
      return null;
    }
  }

  private Staff said(JWTClaimsSet claims) throws ParseException {
    var now = clock.millis();
    var age = now - claims.getIssueTime().getTime();
    if (age > config.ageMax().toMillis() || age < -SKEW_SECONDS * 1000L) return null;
    var party = claims.getStringClaim("azp");
    if (claims.getAudience().size() > 1 && party == null) return null;
    if (party != null && !party.equals(config.audience())) return null;
    var subject = claims.getSubject();
    if (subject.isEmpty() || subject.length() > SUBJECT_MAX) return null;
    if (subject.chars().anyMatch(Character::isISOControl)) return null;
    return new Staff(subject, roles(claims), offices(claims));
  }

  /** Words that are no staff's role say nothing here. */
  private Set<Role> roles(JWTClaimsSet claims) throws ParseException {
    var words = words(claims, config.rolesClaim());
    var roles = EnumSet.of(Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    roles.removeIf(role -> !words.contains(role.text()));
    return roles;
  }

  private Set<String> offices(JWTClaimsSet claims) throws ParseException {
    var offices = new HashSet<String>();
    for (var word : words(claims, config.officesClaim())) {
      if (offices.size() < OFFICES_MAX && word.matches(OFFICE)) offices.add(word);
    }
    return offices;
  }

  private static List<String> words(JWTClaimsSet claims, String name) throws ParseException {
    var words = claims.getStringListClaim(name);
    return words == null ? List.of() : words;
  }
}
