package io.pointsman.it;

import java.nio.file.Path;

/** An owner of children, to be killed: starts an S3 server, tells its pid, and stays. */
public final class LeashOwner {
  private LeashOwner() {}

  public static void main(String[] args) throws Exception {
    S3Server server =
        S3Server.start(StackPaths.fromSystemProperty(), Path.of(args[0]), System.err::println);
    System.out.println("child " + server.process().pid());
    Thread.sleep(Long.MAX_VALUE);
  }
}
