package io.pointsman.publication;

import java.nio.file.Path;

class JdbcDestinationTest extends DestinationContract {
  @Override
  Lake open(Path folder) {
    return Lake.jdbc(folder);
  }
}
