package io.pointsman.registry.service;

import io.pointsman.registry.api.Change;
import io.pointsman.registry.store.Signature;

/**
 * A change with the address that it came from.
 *
 * @param change who and why
 * @param address the peer's address
 * @param principal whose token or account it came with, or null where none was needed
 */
public record SignedChange(Change change, String address, String principal) {
  private static final int LONGEST_ACTOR = 200;
  private static final int LONGEST_REASON = 1000;

  /**
   * @throws RefusedException when actor or reason is missing or too long
   */
  public SignedChange {
    check("actor", "Pointsman-Actor", change.actor(), LONGEST_ACTOR);
    check("reason", "Pointsman-Reason", change.why(), LONGEST_REASON);
  }

  /** As the audit keeps it. */
  Signature signature() {
    return new Signature(change, address, principal);
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
