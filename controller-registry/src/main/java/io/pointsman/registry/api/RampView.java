package io.pointsman.registry.api;

import io.pointsman.decider.RampState;
import io.pointsman.decider.RampStep;
import java.util.List;

/**
 * One rule's ramp and where it stands.
 *
 * @param rule the rule's id
 * @param steps the ramp's steps
 * @param state the reached step, from 0, and what was seen on it
 * @param missing what has to be so before the next step, for people; empty just before it is taken
 */
public record RampView(String rule, List<RampStep> steps, RampState state, List<String> missing) {}
