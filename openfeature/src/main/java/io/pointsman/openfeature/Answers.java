package io.pointsman.openfeature;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Reason;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import java.time.Duration;
import java.util.Locale;

/** Says a decision in OpenFeature's words; Pointsman's own are in the metadata. */
final class Answers {
  private static final String STALE = "STALE";

  private Answers() {}

  static <T> ProviderEvaluation<T> decided(T value, Decision decision, Duration age) {
    ImmutableMetadata.ImmutableMetadataBuilder metadata =
        ImmutableMetadata.builder()
            .addString("reason", decision.reason().name())
            .addString("message", decision.message())
            .addLong("revision", decision.revision())
            .addBoolean("shadow", decision.shadow())
            .addLong("copyAgeSeconds", Math.max(0, age.toSeconds()));
    if (decision.rule() != null) {
      metadata.addString("rule", decision.rule());
    }
    if (decision.bucket() != null) {
      metadata.addInteger("bucket", decision.bucket());
    }
    if (decision.percent() != null) {
      metadata.addDouble("percent", decision.percent());
    }
    return ProviderEvaluation.<T>builder()
        .value(value)
        .variant(variant(decision))
        .reason(reason(decision).name())
        .flagMetadata(metadata.build())
        .build();
  }

  /** The rule's id, or what stood above or below the rules. */
  private static String variant(Decision decision) {
    return decision.reason() == DecisionReason.RULE && decision.rule() != null
        ? decision.rule()
        : decision.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Reason reason(Decision decision) {
    return switch (decision.reason()) {
      case PIN, GUARD_DEMOTED, GUARD_PROOFS -> Reason.TARGETING_MATCH;
      case RULE -> decision.percent() == null ? Reason.TARGETING_MATCH : Reason.SPLIT;
      case DEFAULT -> decision.percent() == null ? Reason.DEFAULT : Reason.SPLIT;
      case KILL_SWITCH, BREAKER -> Reason.DISABLED;
      case BACKUP_MISSING,
          BACKUP_TOO_OLD,
          SCHEMA_UNSUPPORTED,
          SCHEMA_CHANGED,
          REGISTRY_UNREACHABLE,
          DECIDER_LOST,
          DEADLINE,
          INVALID_INPUT ->
          Reason.UNKNOWN;
    };
  }

  static <T> ProviderEvaluation<T> stale(T value, Duration age, Duration most) {
    return ProviderEvaluation.<T>builder()
        .value(value)
        .variant(
            DecisionReason.REGISTRY_UNREACHABLE.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .reason(STALE)
        .flagMetadata(
            ImmutableMetadata.builder()
                .addString("reason", DecisionReason.REGISTRY_UNREACHABLE.name())
                .addString(
                    "message",
                    "the copy of the registry is " + age.toSeconds() + " s old, more than " + most)
                .addLong("copyAgeSeconds", age.toSeconds())
                .build())
        .build();
  }

  static <T> ProviderEvaluation<T> error(ErrorCode code, String message, T fallback) {
    return ProviderEvaluation.<T>builder()
        .value(fallback)
        .reason(Reason.ERROR.name())
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
