package io.antrean.permit;

import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;

/** Whose case it is: a permit, a check or a referral is for the staff of its office. */
final class Staff {

  private Staff() {}

  /** Whether this caller, who has a staff role, has it there. Administrators have it everywhere. */
  static boolean mayAt(Caller caller, String office) {
    return caller.is(Role.ADMIN) || caller.offices().contains(office);
  }

  /** Throws 403 unless they may. */
  static void requireAt(Caller caller, String office) {
    if (!mayAt(caller, office)) throw Problem.of(403, "forbidden").asException();
  }

  /** The same whether there is none or it is another office's. */
  static ProblemException notFound() {
    return Problem.of(404, "not-found").asException();
  }
}
