package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The signature of a webhook")
class SignatureSpec {

  /** The vector of the reference implementations of Standard Webhooks. */
  @Test
  void is_that_of_the_standard() {
    var secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    var key = Base64.getDecoder().decode(secret);
    var signature =
        Signature.of(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");
    then(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    then(Signature.secret(key)).isEqualTo("whsec_" + secret);
  }
}
