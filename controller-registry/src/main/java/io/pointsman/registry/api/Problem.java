package io.pointsman.registry.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param type {@code about:blank}: the status says which kind it is
 * @param title the kind for people
 * @param status the HTTP status
 * @param detail what is wrong, where, and what to do
 * @param faults each fault of a document, never null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<Fault> faults) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    faults = faults == null ? List.of() : List.copyOf(faults);
  }

  /**
   * One fault of a document.
   *
   * @param path where, such as {@code rules[2].route.sparkPercent} or {@code line 7, column cohort}
   * @param problem what is wrong and what is expected
   */
  public record Fault(String path, String problem) {
    @Override
    public String toString() {
      return path + ": " + problem;
    }
  }
}
