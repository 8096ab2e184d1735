package io.pointsman.workers.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One thing that a command looked at, as every command with {@code --json} shows it.
 *
 * @param name what
 * @param ok whether it is as it should be
 * @param figure how much, or null
 * @param unit of the figure, or null
 * @param message what was seen, and what to do when it is not ok
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(String name, boolean ok, Number figure, String unit, String message) {
  public static Check of(String name, boolean ok, Number figure, String unit, String message) {
    return new Check(name, ok, figure, unit, message);
  }
}
