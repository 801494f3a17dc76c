package io.antrean;

import io.antrean.account.AccountRepository;
import io.antrean.account.CreateStaff;
import io.antrean.account.Passwords;
import io.antrean.config.Config;
import io.antrean.config.ConfigException;
import io.antrean.config.SecretFiles;
import io.antrean.postgres.Migrations;
import io.antrean.postgres.Postgres;
import io.antrean.ticket.KeyRotation;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line. Only this class reads the environment and the system's clock. */
@Command(
    name = "antrean",
    description = "The slot-release server. Without a command it serves.",
    synopsisSubcommandLabel = "[COMMAND]",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Callable<Integer> {

  /** The version that the jar's manifest says. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"antrean " + (version == null ? "(not packaged)" : version)};
    }
  }

  @Option(names = "--dev", description = "Serve with embedded PostgreSQL, Redis and demo data.")
  private boolean dev;

  private Main() {}

  public static void main(String[] args) {
    var command = new CommandLine(new Main());
    command.getCommandSpec().usageMessage().footer(Usage.variables());
    command.setExecutionExceptionHandler(Main::failed);
    System.exit(command.execute(args));
  }

  /** What a person reads; the stack goes to nobody who can not use it. */
  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult result) {
    var err = command.getErr();
    if (failure instanceof ConfigException wrong) {
      wrong.errors().forEach(err::println);
      err.println("Nothing was started. --help lists every variable.");
    } else {
      err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }
    err.flush();
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    return new Serving(dev, System.getenv(), Clock.systemUTC(), System.out).run();
  }

  @Command(name = "secrets", description = "Write fresh secret files token, ticket and pepper.")
  int secrets(@Parameters(paramLabel = "DIR", description = "An existing or new folder.") Path dir)
      throws Exception {
    for (var file : SecretFiles.create(dir)) System.out.println(file);
    return 0;
  }

  @Command(
      name = "verify",
      description = "Say what a ticket is worth, offline.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:VALID",
        "1:the keys or the list can not be used",
        "2:wrong usage",
        "3:MALFORMED",
        "4:BAD SIGNATURE",
        "5:UNKNOWN KEY",
        "6:KEY PAST ITS TIME",
        "7:REVOKED: CANCELLED",
        "8:REVOKED: MOVED",
        "9:NOT YET VALID",
        "10:NO LONGER VALID"
      })
  int verify(
      @Option(
              names = "--keys",
              paramLabel = "FILE",
              defaultValue = "jwks.json",
              description = "What /.well-known/jwks.json says; jwks.json here unless named.")
          Path keys,
      @Option(
              names = "--revocations",
              paramLabel = "FILE",
              description = "What /api/v1/tickets/revocations says.")
          Path revocations,
      @Parameters(
              paramLabel = "TICKET",
              arity = "0..1",
              defaultValue = "-",
              description = "The ticket's compact form; - or none reads it from standard input.")
          String ticket)
      throws Exception {
    return new Verify(Clock.systemUTC(), System.in, System.out).run(keys, revocations, ticket);
  }

  @Command(
      name = "rotate-ticket-key",
      mixinStandardHelpOptions = true,
      description = "Add a key to the file that ANTREAN_TICKET_KEY_FILE names; then restart nodes.")
  int rotateTicketKey(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--hours",
              defaultValue = "24",
              description = "Until it signs, so that officers have it before; 24 unless said.")
          int hours,
      @Option(
              names = "--keep-days",
              defaultValue = "400",
              description = "The older keys verify so long after that; 400 unless said.")
          int keepDays)
      throws Exception {
    var now = Clock.systemUTC().instant();
    // A whole second, and not one that is past.
    var from = now.plus(Duration.ofHours(hours).plusMillis(999)).truncatedTo(ChronoUnit.SECONDS);
    var kid = KeyRotation.rotate(file, now, from, Duration.ofDays(keepDays));
    System.out.println("The key " + kid + " signs from " + from + " on. Restart every node.");
    return 0;
  }

  @Command(
      name = "create-admin",
      mixinStandardHelpOptions = true,
      description = "Make an administrator; the password is read from standard input.")
  int createAdmin(@Parameters(paramLabel = "LOGIN") String login) throws Exception {
    create(login, "admin", Set.of());
    System.out.println("The administrator " + login + " can log in now.");
    return 0;
  }

  @Command(
      name = "create-staff",
      mixinStandardHelpOptions = true,
      description = "Make an officer or a supervisor; the password is read from standard input.")
  int createStaff(
      @Parameters(paramLabel = "LOGIN") String login,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "officer or supervisor.")
          String role,
      @Option(
              names = "--office",
              required = true,
              paramLabel = "ID",
              description = "Where they work; it may be repeated.")
          Set<String> offices)
      throws Exception {
    create(login, role, offices);
    System.out.println("The " + role + " " + login + " can log in now.");
    return 0;
  }

  private static void create(String login, String role, Set<String> offices) throws Exception {
    var config = Config.from(System.getenv());
    Migrations.run(config.postgres());
    var password = CreateStaff.password(System.console(), System.in);
    var vertx = Vertx.vertx();
    var postgres = Postgres.pool(vertx, config.postgres());
    try {
      var passwords = new Passwords(vertx, 1, 1);
      new CreateStaff(new AccountRepository(postgres), passwords)
          .create(login, password, role, offices)
          .await(30, TimeUnit.SECONDS);
    } finally {
      postgres.close().await();
      vertx.close().await();
    }
  }
}
