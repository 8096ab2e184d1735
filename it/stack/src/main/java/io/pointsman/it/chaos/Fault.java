package io.pointsman.it.chaos;

import java.time.Duration;

/** What the proxy does to a request, or to its answer. */
sealed interface Fault {

  /** The request is forwarded so much later. */
  record Late(Duration by) implements Fault {}

  /**
   * The request is held until the gate is opened, and forwarded then, even when the client has gone
   * away meanwhile.
   */
  record Held(Gate gate) implements Fault {}

  /** Answered without being forwarded. */
  record Answered(int status, String reason, String body) implements Fault {
    /** S3's answer to clients that ask too much. */
    static Answered slowDown() {
      return new Answered(
          503,
          "Slow Down",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
              + "<Message>Please reduce your request rate.</Message></Error>");
    }

    /** S3's answer when the object is not there. */
    static Answered gone() {
      return new Answered(
          404,
          "Not Found",
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>NoSuchKey</Code>"
              + "<Message>The specified key does not exist.</Message></Error>");
    }
  }

  /** The answer's head says its full length, but the connection ends after half of the body. */
  record BodyCutShort() implements Fault {}

  /** One bit in the middle of the answer's body is another one. */
  record ByteFlipped() implements Fault {}

  /** Forwarded and done, but the client's connection ends without an answer. */
  record AnswerLost() implements Fault {}

  /** The client's connection ends before anything is forwarded. */
  record Refused() implements Fault {}
}
