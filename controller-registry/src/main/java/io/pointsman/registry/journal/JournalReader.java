package io.pointsman.registry.journal;

import io.pointsman.registry.store.JournalEntry;

/** Reads what was recorded, each entry once over all registries and restarts. */
public interface JournalReader {

  /** What its position is kept under; never changes. */
  String name();

  /** Whether a new one begins with what was recorded before it came. */
  boolean fromTheBeginning();

  /** Says what follows from an entry; does nothing else. */
  void read(JournalEntry entry, Findings findings);
}
