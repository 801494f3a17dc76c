package io.antrean.devmode;

import io.antrean.account.Account;
import io.antrean.account.AccountRepository;
import io.antrean.account.AccountRepository.NewPerson;
import io.antrean.account.Identity;
import io.antrean.account.IdentityNumber;
import io.antrean.account.Passwords;
import io.antrean.account.Role;
import io.antrean.catalogue.CatalogueRepository;
import io.antrean.catalogue.Office;
import io.antrean.catalogue.Service;
import io.antrean.catalogue.Service.Category;
import io.antrean.http.ProblemException;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The demo office with its past, and log-ins: put into an empty database once; two fresh releases,
 * and people in the lobby, at each start.
 */
public final class DemoData {

  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  private static final Office SAMPIT = new Office("sampit", "Kantor Imigrasi Sampit", ZONE);

  private static final String MARK =
      """
      UPDATE installation SET demo = true
       WHERE demo OR NOT EXISTS (SELECT FROM office) AND NOT EXISTS (SELECT FROM account)
      RETURNING id
      """;

  private final Pool postgres;
  private final CatalogueRepository catalogue;
  private final AccountRepository accounts;
  private final Passwords passwords;
  private final Identity identity;
  private final int partitions;
  private final boolean history;

  public DemoData(
      Pool postgres,
      CatalogueRepository catalogue,
      AccountRepository accounts,
      Passwords passwords,
      Identity identity,
      int partitions,
      boolean history) {
    this.postgres = postgres;
    this.catalogue = catalogue;
    this.accounts = accounts;
    this.passwords = passwords;
    this.identity = identity;
    this.partitions = partitions;
    this.history = history;
  }

  /** Adds what is missing; refused by name on a database with other data. */
  public Future<Void> put(Instant now) {
    return postgres
        .query(MARK)
        .execute()
        .compose(
            rows ->
                rows.size() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException(
                            "ANTREAN_DEMO: this database has data that is not the demo's;"
                                + " name an empty one, or set ANTREAN_DEMO=false")))
        .compose(done -> inTurn(steps()))
        .compose(done -> new DemoReleases(postgres, catalogue, SAMPIT).add(now))
        .compose(done -> history ? past(now) : Future.succeededFuture());
  }

  private Future<Void> past(Instant now) {
    return catalogue
        .services()
        .compose(
            services -> {
              var own = services.stream().filter(one -> one.office().equals(SAMPIT.id())).toList();
              return new DemoHistory(postgres, SAMPIT.id(), ZONE).add(own, now);
            })
        .compose(done -> new DemoLobby(postgres, SAMPIT.id(), ZONE).add(now));
  }

  private List<Supplier<Future<?>>> steps() {
    var steps = new ArrayList<Supplier<Future<?>>>();
    steps.add(() -> once(catalogue.add(Author.SERVER, SAMPIT)));
    steps.add(() -> service("passport-new", "Paspor baru", "A", Category.PASSPORT));
    steps.add(() -> service("passport-renewal", "Penggantian paspor", "B", Category.PASSPORT));
    steps.add(
        () ->
            service(
                "stay-permit-extension", "Perpanjangan izin tinggal", "C", Category.STAY_PERMIT));
    steps.add(() -> account("ani", Role.CITIZEN, new Citizen("Ani", "6202010101900001")));
    steps.add(() -> account("budi", Role.CITIZEN, new Citizen("Budi", "6202010202900002")));
    steps.add(() -> account("officer", Role.OFFICER, null));
    steps.add(() -> account("supervisor", Role.SUPERVISOR, null));
    steps.add(() -> account("admin", Role.ADMIN, null));
    return steps;
  }

  private static Future<Void> inTurn(List<Supplier<Future<?>>> steps) {
    Future<?> all = Future.succeededFuture();
    for (var step : steps) all = all.compose(done -> step.get());
    return all.mapEmpty();
  }

  private Future<Void> service(String id, String name, String letter, Category category) {
    var partition = Math.floorMod((SAMPIT.id() + "/" + id).hashCode(), partitions);
    var service = new Service(0, SAMPIT.id(), id, name, letter, category, partition);
    return once(catalogue.add(Author.SERVER, service));
  }

  /** What an earlier start has put there stays as it is. */
  private static Future<Void> once(Future<Void> added) {
    return added.recover(
        failure ->
            failure instanceof ProblemException taken && taken.problem().status() == 409
                ? Future.succeededFuture()
                : Future.failedFuture(failure));
  }

  private record Citizen(String name, String nik) {}

  private Future<Void> account(String login, Role role, Citizen citizen) {
    var persons = new ArrayList<NewPerson>();
    if (citizen != null) {
      var hmac = identity.hmac(IdentityNumber.nik(citizen.nik));
      persons.add(new NewPerson(citizen.name, hmac));
    }
    var staff = role == Role.OFFICER || role == Role.SUPERVISOR;
    return accounts
        .byLogin(login)
        .compose(
            known ->
                known != null
                    ? Future.succeededFuture()
                    : passwords
                        .hash(login + "-demo")
                        .compose(
                            hash ->
                                accounts.add(
                                    new Account(
                                        UUID.randomUUID(),
                                        login,
                                        hash,
                                        Set.of(role),
                                        staff ? Set.of(SAMPIT.id()) : Set.of(),
                                        List.of()),
                                    persons))
                        .mapEmpty());
  }
}
