package io.pointsman.workers.config;

import java.util.List;

/** The configuration cannot be used; the message names every key that is wrong, and why. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  ConfigException(String file, List<String> faults) {
    super("Cannot start with " + file + ":\n  - " + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One sentence a fault, each beginning with its key. */
  public List<String> faults() {
    return faults;
  }
}
