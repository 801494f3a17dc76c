package io.antrean.ticket;

/** What a verification ends with: a word for people and an exit code for programs. */
enum Verdict {
  VALID(0, "VALID", "Signed by the office, for today, and not revoked as far as is known here."),
  MALFORMED(3, "MALFORMED", "This is not a ticket."),
  BAD_SIGNATURE(4, "BAD SIGNATURE", "It was changed after it was signed, or never signed."),
  UNKNOWN_KEY(
      5, "UNKNOWN KEY", "None of the keys has this name; fetch /.well-known/jwks.json again."),
  KEY_PAST_ITS_TIME(
      6, "KEY PAST ITS TIME", "Its key is not accepted any more; its holder can get a new ticket."),
  CANCELLED(7, "REVOKED: CANCELLED", "The booking was cancelled."),
  MOVED(8, "REVOKED: MOVED", "The booking has another slot now; its holder has a newer ticket."),
  NOT_YET(9, "NOT YET VALID", "It is genuine, and for a later day."),
  OVER(10, "NO LONGER VALID", "It is genuine, and its day is over.");

  final int exitCode;
  final String word;
  final String meaning;

  Verdict(int exitCode, String word, String meaning) {
    this.exitCode = exitCode;
    this.word = word;
    this.meaning = meaning;
  }
}
