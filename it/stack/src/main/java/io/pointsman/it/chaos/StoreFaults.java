package io.pointsman.it.chaos;

import java.time.Duration;

/** An S3 server that is slow, refuses, cuts answers short, damages them or has lost objects. */
final class StoreFaults {
  private static final RequestMatch BACKUP = RequestMatch.of("GET|HEAD", "^/backups[/?]");
  private static final RequestMatch DATA = Phase.data().request();

  /** What Pointsman reads by itself; the warehouse is read by Iceberg, which does not ask again. */
  private static final String OURS = "^/(backups|control)[/?]";

  private static final int ALWAYS = Integer.MAX_VALUE;

  private StoreFaults() {}

  /** A fault on some requests while one run goes on, which Spark must bear. */
  static Scenario borne(
      String name, String fault, String when, RequestMatch match, Fault kind, int atMost) {
    return Scenario.of(
        name,
        fault,
        when,
        "borne: the same rows",
        Served.BY_SPARK,
        world -> {
          ArmedFault armed = world.lane().s3Proxy().arm(match, kind, atMost);
          world.end(world.start());
          world.say(armed.struck() + " requests struck");
          world.check(armed.struck() > 0, "the fault struck no request");
        });
  }

  /** A fault on every n-th request, whatever it is for. */
  static Scenario borneAll(String name, String fault, int every, String path, Fault kind) {
    return Scenario.of(
        name,
        fault,
        "the whole run",
        "borne: the same rows",
        Served.BY_SPARK,
        world -> {
          ArmedFault armed =
              world.lane().s3Proxy().armEvery(every, RequestMatch.of(".*", path), kind);
          world.end(world.start());
          world.say(armed.struck() + " requests struck");
          world.check(armed.struck() > 0, "the fault struck no request");
        });
  }

  /** Nothing of a bucket answers for longer than any patience, at that moment. */
  static Scenario outage(String bucket, Phase phase, Served served) {
    Scenario scenario =
        Scenario.of(
            "s3-outage-" + bucket + "-" + phase.slug(),
            "503 for everything in the bucket %s, longer than any patience".formatted(bucket),
            phase.moment(),
            "an outage is waited for: published once",
            served,
            world -> {
              MoveRun run = world.start();
              Gate gate = world.at(phase);
              ArmedFault armed =
                  world
                      .lane()
                      .s3Proxy()
                      .arm(
                          RequestMatch.of(".*", "^/" + bucket + "[/?]"),
                          Fault.Answered.slowDown(),
                          ALWAYS);
              gate.open();
              world.pause(world.tooLong());
              armed.disarm();
              world.end(run);
              world.say(armed.struck() + " requests struck");
            });
    return phase.ofLegacy() ? scenario.onLegacy() : scenario;
  }

  static Scenario slowDown() {
    return borneAll(
        "s3-slow-down", "503 SlowDown for every fourth request", 4, ".", Fault.Answered.slowDown());
  }

  static Scenario answersLost() {
    return borneAll(
        "s3-answers-lost",
        "the answer to every fifth request is lost",
        5,
        ".",
        new Fault.AnswerLost());
  }

  static Scenario allCutShort() {
    return borneAll(
        "s3-bodies-cut-short",
        "every fourth answer for backup and job records ends halfway",
        4,
        OURS,
        new Fault.BodyCutShort());
  }

  /** A fault that Spark must not bear; it is gone when legacy reads. */
  static Scenario refused(String name, String fault, String reason, Fault kind) {
    return Scenario.of(
        name,
        fault,
        Phase.RUN.moment(),
        "never wrong rows: " + reason + ", legacy serves",
        Served.BY_LEGACY,
        world -> {
          MoveRun run = world.start();
          Gate gate = world.at(Phase.RUN);
          ArmedFault armed = world.lane().s3Proxy().arm(DATA, kind, ALWAYS);
          gate.open();
          run.awaitTask("claim_legacy", "COMPLETED", world.lane().timeouts().run());
          armed.disarm();
          world.end(run);
          world.say(armed.struck() + " requests struck");
          world.check(armed.struck() > 0, "the fault struck no request");
          world.check(
              run.reason().equals(reason),
              "the fallback's reason is " + run.reason() + ", not " + reason);
        });
  }

  static Scenario cutShort() {
    return borne(
        "s3-body-cut-short",
        "answers end after half of their body",
        "8 reads of SSTables",
        DATA,
        new Fault.BodyCutShort(),
        8);
  }

  static Scenario slow() {
    return borne(
        "s3-slow",
        "every answer of the backup 250 ms late",
        "the whole run",
        BACKUP,
        new Fault.Late(Duration.ofMillis(250)),
        ALWAYS);
  }

  static Scenario flipped() {
    return refused(
        "s3-byte-flipped",
        "one bit of every answer flipped",
        "BACKUP_CORRUPT",
        new Fault.ByteFlipped());
  }

  static Scenario gone() {
    return refused(
        "s3-object-gone", "404 for SSTables during the read", "BACKUP_GONE", Fault.Answered.gone());
  }
}
