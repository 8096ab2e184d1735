package io.pointsman.publication;

/** How shutting an ended execution out came out; it can always be tried again. */
public sealed interface RetireResult {

  /** No attempt of it can publish any more, or it is published: its leftovers are only that. */
  record Retired() implements RetireResult {}

  /** It may still hold the destination. */
  record NotRetired(String because) implements RetireResult {}
}
