package io.pointsman.it;

/** Logback configurations of the servers. */
final class LogbackFile {
  private LogbackFile() {}

  /** Everything from {@code level} on goes to standard output, which is the child's log file. */
  static String toConsole(String level) {
    return """
        <configuration>
          <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d{ISO8601} %-5level [%thread] %logger{36} %msg%n</pattern></encoder>
          </appender>
          <root level="LEVEL"><appender-ref ref="STDOUT"/></root>
        </configuration>
        """
        .replace("LEVEL", level);
  }
}
