package io.pointsman.registry.api;

/**
 * A shadow that a person says is over: {@code POST /v1/shadows/end}.
 *
 * @param runId the run whose shadow it is
 * @param execution from 1
 */
public record ShadowEnd(String runId, int execution) {}
