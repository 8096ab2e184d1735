package io.pointsman.connector;

import io.pointsman.decider.DataModel;
import java.util.Optional;

/** The connectors there are, one a data model. */
public final class ModelConnectors {
  private ModelConnectors() {}

  /** The connector of a data model, or empty when there is none yet. */
  public static Optional<ModelConnector> of(DataModel model) {
    return switch (model) {
      case TABLE -> Optional.of(new TableConnector());
      case KEY_VALUE, TIME_SERIES -> Optional.empty();
    };
  }
}
