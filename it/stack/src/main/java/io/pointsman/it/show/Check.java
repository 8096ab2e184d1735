package io.pointsman.it.show;

/**
 * One thing that a command shows.
 *
 * @param name what is said to hold, as a sentence
 * @param ok whether it held
 * @param figure what was measured
 * @param unit the figure's unit
 */
public record Check(String name, boolean ok, Object figure, String unit) {}
