package io.antrean.account;

import io.antrean.account.AccountRepository.NewPerson;
import io.antrean.booking.BookingRepository;
import io.antrean.booking.BookingRoutes;
import io.antrean.booking.BookingWarnings;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.HttpConfig;
import io.antrean.http.ApiRouter;
import io.antrean.http.HttpServerVerticle;
import io.antrean.http.ServerTime;
import io.antrean.permit.UrgentChoices;
import io.antrean.support.Stores;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Accounts and bookings over HTTP, on a database of their own. */
public final class AccountFixture implements BeforeAllCallback, AfterAllCallback {

  public static final Duration TOKEN_LIFE = Duration.ofMinutes(15);
  public static final String PASSWORD = "correct horse battery";

  static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes();

  public final SettableClock clock = new SettableClock("2030-01-01T00:00:00Z");
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final boolean loadTest;
  Vertx vertx;
  private Pool postgres;
  AccountRepository accounts;
  Identity identity;
  Passwords passwords;
  Tokens tokens;
  EndedSessions ended;
  Persons persons;
  int port;

  public AccountFixture(boolean loadTest) {
    this.loadTest = loadTest;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    vertx = Vertx.vertx();
    postgres = Stores.pool(vertx, Stores.freshDatabase());
    accounts = new AccountRepository(postgres());
    identity = new Identity(SECRET);
    passwords = new Passwords(vertx, 2, 20);
    tokens = new Tokens(SECRET, clock);
    ended = new EndedSessions(postgres(), TOKEN_LIFE, 1000);
    persons = new Persons(postgres(), identity);
    var server = new HttpServerVerticle(config(), () -> Future.succeededFuture(router()));
    get(vertx.deployVerticle(server));
    port = server.port();
  }

  private Router router() {
    var api =
        ApiRouter.create(
            vertx,
            config(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new ServerTime("/api/v1/releases", System::currentTimeMillis),
            RoutingContext::next);
    var authenticator = new Authenticator(tokens, ended::isEnded);
    var sessions = new Sessions(accounts, passwords, tokens, ended, clock, TOKEN_LIFE);
    var madeUp = new LoadTestPersons(vertx, accounts, identity, tokens, clock, Duration.ofDays(1));
    new SessionRoutes(sessions, authenticator, RoutingContext::next).mount(api);
    new PersonRoutes(persons, authenticator, RoutingContext::next, clock).mount(api);
    new LoadTestRoutes(madeUp, authenticator, loadTest).mount(api);
    var warnings = new BookingWarnings(new Catalogue(), new UrgentChoices(postgres()));
    new BookingRoutes(new BookingRepository(postgres()), authenticator, warnings).mount(api);
    return api;
  }

  private static HttpConfig config() {
    return new HttpConfig(
        "127.0.0.1",
        0,
        1,
        List.of(),
        List.of(),
        HttpConfig.BODY_MAX,
        HttpConfig.IDLE_TIMEOUT,
        HttpConfig.HEADER_TIMEOUT,
        HttpConfig.BODY_TIMEOUT,
        HttpConfig.ANSWER_TIMEOUT,
        100);
  }

  public Pool postgres() {
    return postgres;
  }

  /** An account with this password and these persons. */
  public Account register(String login, Role role, Set<String> offices, String... persons) {
    var hash = get(passwords.hash(PASSWORD));
    var account = new Account(UUID.randomUUID(), login, hash, Set.of(role), offices, List.of());
    var added =
        Arrays.stream(persons)
            .map(
                name ->
                    new NewPerson(name, identity.hmac(IdentityNumber.madeUp(UUID.randomUUID()))))
            .toList();
    get(accounts.add(account, added));
    return get(accounts.byLogin(login));
  }

  /** A token of this account, as log-in would give it. */
  public String token(Account account) {
    return tokens.issue(account.caller(clock.instant().plus(TOKEN_LIFE).getEpochSecond()));
  }

  HttpResponse<String> logIn(String login, String password) {
    var body = new JsonObject().put("login", login).put("password", password);
    return post("/api/v1/sessions", null, body.encode());
  }

  public HttpResponse<String> get(String path, String token) {
    return send(request(path, token));
  }

  HttpResponse<String> post(String path, String token, String json) {
    return send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  HttpRequest.Builder request(String path, String token) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonObject body(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  /** Runs a statement of a spec. */
  public void sql(String statement, Object... values) {
    get(postgres().preparedQuery(statement).execute(Tuple.from(values)));
  }

  long count(String sql) {
    return get(postgres().query(sql).execute()).iterator().next().getLong(0);
  }

  public static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    get(vertx.close());
  }
}
