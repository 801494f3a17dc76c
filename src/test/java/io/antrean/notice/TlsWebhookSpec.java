package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A webhook over https")
class TlsWebhookSpec {

  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException, InterruptedException {
    var file = folder.resolve("own.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    then(made.waitFor()).isZero();
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(file.toString()).setPassword(PASSWORD));
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  asked.incrementAndGet();
                  request.response().end();
                })
            .listen()
            .await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void is_sent_nothing_with_a_certificate_that_nobody_vouches_for() {
    var allowed = Map.of("ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8");
    var config = Stores.configOf("none", Stores.redisUri(), allowed).notice();
    var client = new WebhookClient(vertx, config, Clock.systemUTC());
    var to = Destination.parse("https://localhost:" + server.actualPort() + "/");
    var outcome = client.send(to, new byte[32], "id", "{}").await();
    then(outcome).isEqualTo(Receiver.Outcome.failed("tls"));
    then(asked).hasValue(0);
  }

  @Test
  void at_a_private_address_is_not_even_connected_to() {
    var config = Stores.configOf("none", Stores.redisUri(), Map.of()).notice();
    var client = new WebhookClient(vertx, config, Clock.systemUTC());
    var to = Destination.parse("https://localhost:" + server.actualPort() + "/");
    var outcome = client.send(to, new byte[32], "id", "{}").await();
    then(outcome).isEqualTo(Receiver.Outcome.failed("private-address"));
  }
}
