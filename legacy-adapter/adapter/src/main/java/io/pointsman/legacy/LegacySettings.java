package io.pointsman.legacy;

import io.pointsman.control.SparkSettings;

/**
 * Which legacy engine serves, and how it is driven; of the three, the one that is named is needed.
 *
 * @param engine {@code reference}, {@code http} or {@code spark-submit}
 * @param reference how the reference engine is submitted
 * @param http how a job service is spoken to
 * @param sparkSubmit how another Spark application is submitted
 */
public record LegacySettings(
    String engine,
    SparkSettings reference,
    HttpEngineSettings http,
    SparkSubmitSettings sparkSubmit) {}
