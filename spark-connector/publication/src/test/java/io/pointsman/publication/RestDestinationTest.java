package io.pointsman.publication;

import java.nio.file.Path;

class RestDestinationTest extends DestinationContract {
  @Override
  Lake open(Path folder) {
    return Lake.rest(folder);
  }
}
