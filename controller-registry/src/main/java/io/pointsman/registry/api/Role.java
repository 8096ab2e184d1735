package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What somebody who comes in may do. */
public enum Role {
  /** Reads everything, and tries changes out without making them. */
  VIEWER,
  /** A worker: asks for decisions, reports outcomes and proofs, reads. */
  SERVICE,
  /** Changes what is moved where: rules, pins, the kill switch, definitions, guards; reads. */
  OPERATOR,
  /** An operator who also lets ramps go on where that was asked for, and issues tokens. */
  APPROVER;

  /** Whether this role may do what takes at least that one. */
  public boolean covers(Role least) {
    return switch (this) {
      case VIEWER -> least == VIEWER;
      case SERVICE -> least == VIEWER || least == SERVICE;
      case OPERATOR -> least == VIEWER || least == OPERATOR;
      case APPROVER -> least != SERVICE;
    };
  }

  /** As it is written. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of a word, in any case.
   *
   * @throws IllegalArgumentException naming what there is
   */
  @JsonCreator
  public static Role of(String word) {
    return Arrays.stream(values())
        .filter(role -> role.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + word + "' is no role; there are viewer, service, operator, approver"));
  }
}
