package io.pointsman.backup;

import java.util.List;

/** Makes token sets for other modules' tests. */
public final class OwnedTokens {
  private OwnedTokens() {}

  public static TokenSet of(long startExclusive, long endInclusive) {
    return TokenSet.of(List.of(new TokenSet.Range(startExclusive, endInclusive)));
  }
}
