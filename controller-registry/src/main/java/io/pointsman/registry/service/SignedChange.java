package io.pointsman.registry.service;

import io.pointsman.registry.api.Change;

/**
 * A change with the address that it came from.
 *
 * @param change who and why
 * @param address the peer's address
 */
public record SignedChange(Change change, String address) {
  private static final int LONGEST_ACTOR = 200;
  private static final int LONGEST_REASON = 1000;

  /**
   * @throws RefusedException when actor or reason is missing or too long
   */
  public SignedChange {
    check("actor", "Pointsman-Actor", change.actor(), LONGEST_ACTOR);
    check("reason", "Pointsman-Reason", change.why(), LONGEST_REASON);
  }

  private static void check(String what, String header, String value, int longest) {
    if (value == null || value.isBlank()) {
      throw RefusedException.badRequest(
          "The change has no " + what + "; say it in the header " + header);
    }
    if (value.length() > longest) {
      throw RefusedException.badRequest(
          "The change's "
              + what
              + " has "
              + value.length()
              + " characters; at most "
              + longest
              + " are allowed");
    }
  }
}
