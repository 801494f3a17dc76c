package io.antrean;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The rules the folders promise. */
@AnalyzeClasses(packages = "io.antrean", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.antrean";
  private static final Set<String> PLATFORM =
      Set.of("config", "http", "redis", "postgres", "metrics", "mail");

  /**
   * Run on the main thread and in the shutdown hook, and may wait there: never on an event loop.
   */
  private static final String[] MAIN_THREAD = {ROOT + ".Main", ROOT + ".Serving"};

  /** What any feature may know of account: who asks, and what they may be. */
  private static final Set<String> WHO_ASKS = Set.of("Caller", "Role", "Authenticator");

  /** Which features a feature may know, as DESIGN.md's layout has it. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("account", Set.of()),
          // Reads alone: what is written down is written by triggers, in the name of an Author.
          Map.entry("audit", Set.of()),
          Map.entry("catalogue", Set.of()),
          Map.entry("admission", Set.of("catalogue")),
          Map.entry("claim", Set.of("catalogue", "admission")),
          Map.entry("ledger", Set.of("catalogue", "claim")),
          Map.entry("booking", Set.of("catalogue", "claim", "permit")),
          Map.entry("ticket", Set.of("booking", "claim")),
          Map.entry("notice", Set.of("booking", "catalogue")),
          Map.entry("floor", Set.of("catalogue", "booking", "permit")),
          Map.entry("statistics", Set.of("catalogue")));

  @ArchTest
  static final ArchRule nothing_depends_on_itself_in_a_circle =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule a_package_knows_only_what_the_layout_allows =
      classes().that().resideInAPackage(ROOT + ".*..").should(knowOnlyWhatIsAllowed());

  @ArchTest
  static final ArchRule only_the_wiring_knows_dev_mode =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, "..devmode..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..devmode..")
          .because("the server must run without embedded stores: make it in the wiring");

  @ArchTest
  static final ArchRule nothing_blocks_an_event_loop =
      noClasses()
          .that()
          .resideOutsideOfPackage("..devmode..")
          .and(areNeither(MAIN_THREAD))
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(CompletableFuture.class, "join")
          .orShould()
          .callMethod(CompletableFuture.class, "get")
          .orShould()
          .callMethodWhere(named(CompletableFuture.class, "get"))
          .orShould()
          .callMethodWhere(named(CountDownLatch.class, "await"))
          .orShould()
          .callMethodWhere(named(Future.class, "await"))
          .orShould()
          .callMethodWhere(named(Future.class, "toCompletionStage"))
          .because("compose Futures; what must block goes to vertx.executeBlocking");

  @ArchTest
  static final ArchRule only_main_reads_the_environment_and_the_clock =
      noClasses()
          .that(areNeither(ROOT + ".Main"))
          .and()
          .resideOutsideOfPackage("..devmode..")
          .should()
          .callMethodWhere(named(System.class, "getenv"))
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethodWhere(named(Clock.class, "systemUTC"))
          .orShould()
          .callMethodWhere(named(Clock.class, "systemDefaultZone"))
          .because("take a Config, a java.time.Clock or Redis's time in the constructor");

  @ArchTest
  static final ArchRule nothing_waits_for_a_lock =
      noClasses()
          .that()
          .resideOutsideOfPackage("..devmode..")
          .should()
          .dependOnClassesThat(resideInAPackage("java.util.concurrent.locks.."))
          .because("state belongs to one event loop; send it a message instead");

  private static ArchCondition<JavaClass> knowOnlyWhatIsAllowed() {
    return new ArchCondition<>("know only the packages that DESIGN.md's layout allows") {
      @Override
      public void check(JavaClass from, ConditionEvents events) {
        var own = folder(from);
        for (var arrow : from.getDirectDependenciesFromSelf()) {
          var to = arrow.getTargetClass();
          if (!allowed(own, to)) {
            events.add(SimpleConditionEvent.violated(arrow, arrow.getDescription()));
          }
        }
      }
    };
  }

  private static boolean allowed(String own, JavaClass target) {
    var to = folder(target);
    if (to == null || to.equals(own)) return true;
    if (own.equals("devmode")) return !to.isEmpty();
    if (to.isEmpty()) return false;
    if (PLATFORM.contains(to)) return true;
    if (PLATFORM.contains(own)) return false;
    var whoAsks = to.equals("account") && WHO_ASKS.contains(outermost(target));
    return whoAsks || KNOWS.getOrDefault(own, Set.of()).contains(to);
  }

  /** The folder below the root; empty for Main and App, null for what is not ours. */
  private static String folder(JavaClass type) {
    var name = type.getPackageName();
    if (name.equals(ROOT)) return "";
    if (!name.startsWith(ROOT + ".")) return null;
    return name.substring(ROOT.length() + 1).split("\\.")[0];
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
  }

  private static DescribedPredicate<JavaClass> areNeither(String... names) {
    return DescribedPredicate.describe(
        "are neither " + String.join(" nor ", names),
        type -> {
          for (var name : names) {
            if (type.getName().equals(name) || type.getName().startsWith(name + "$")) return false;
          }
          return true;
        });
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> named(
      Class<?> owner, String method) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + method,
        call ->
            call.getTargetOwner().isAssignableTo(owner)
                && call.getTarget().getName().equals(method));
  }
}
