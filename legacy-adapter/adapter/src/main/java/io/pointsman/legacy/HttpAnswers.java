package io.pointsman.legacy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.legacy.HttpEngineSettings.ServiceState;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads a job service's answers by the pointers of its settings. */
final class HttpAnswers {
  private static final int MESSAGE_LENGTH = 2_000;
  private static final int ID_LENGTH = 500;

  private final HttpEngineSettings settings;
  private final LegacyEngine.Abilities abilities;
  private final List<String> notGuaranteed;

  HttpAnswers(
      HttpEngineSettings settings, LegacyEngine.Abilities abilities, List<String> notGuaranteed) {
    this.settings = settings;
    this.abilities = abilities;
    this.notGuaranteed = notGuaranteed;
  }

  /** The job's id, or empty when the answer has none that could be one. */
  Optional<String> jobId(JsonNode answer) {
    return text(answer, settings.answer().jobId())
        .filter(id -> !id.isBlank() && id.length() <= ID_LENGTH)
        .filter(id -> id.chars().noneMatch(Character::isISOControl));
  }

  /**
   * How a job stands by the answer to a status call.
   *
   * @throws IOException when the answer has no state, or one that is not in the settings
   */
  LegacyEngine.Poll poll(JsonNode answer, JobHandle handle, JobRequest request, Instant now)
      throws IOException {
    String state =
        text(answer, settings.answer().state())
            .orElseThrow(
                () ->
                    new IOException(
                        "Legacy service at %s: the answer about job %s has no state at %s"
                            .formatted(
                                settings.baseUrl(),
                                handle.externalId(),
                                settings.answer().state())));
    ServiceState meaning = settings.states().get(state);
    if (meaning == null) {
      throw new IOException(
          "Legacy service at %s: job %s is in state '%s', which the settings do not name; they name %s"
              .formatted(
                  settings.baseUrl(),
                  handle.externalId(),
                  cut(state, 80),
                  new TreeSet<>(settings.states().keySet())));
    }
    return switch (meaning) {
      case RUNNING -> new LegacyEngine.Poll.Running(Optional.of(progress(answer, state, now)));
      case SUCCEEDED ->
          new LegacyEngine.Poll.Ended(result(answer, handle, request, now, null, state));
      case FAILED ->
          new LegacyEngine.Poll.Ended(
              result(answer, handle, request, now, FailureReason.LEGACY_FAILED, state));
      case CANCELLED ->
          new LegacyEngine.Poll.Ended(
              result(answer, handle, request, now, FailureReason.CANCELLED, state));
    };
  }

  private JobProgress progress(JsonNode answer, String state, Instant now) {
    return new JobProgress(
        now,
        message(answer).orElse(state),
        0,
        0,
        number(answer, settings.answer().rows()).orElse(0L),
        number(answer, settings.answer().bytes()).orElse(0L),
        0,
        null,
        settings.baseUrl().getHost(),
        0);
  }

  private JobResult result(
      JsonNode answer,
      JobHandle handle,
      JobRequest request,
      Instant now,
      FailureReason failure,
      String state) {
    List<String> notes = new ArrayList<>(notGuaranteed);
    Optional<Long> rows = number(answer, settings.answer().rows());
    if (failure == null && rows.isEmpty()) {
      notes.add("The service did not say how many rows it wrote");
    }
    BackupPin pin = request.pin();
    String backupId =
        text(answer, settings.answer().backupId())
            .orElse(abilities.takesPin() && pin != null ? pin.backupId() : null);
    Instant referenceTime =
        instant(answer, notes)
            .orElse(abilities.takesReferenceTime() && pin != null ? pin.referenceTime() : null);
    if (failure == null && backupId == null) {
      notes.add("Unpinned: nobody knows which backup was read");
    }
    return new JobResult(
        failure == null,
        failure,
        message(answer).orElse("The legacy service says: " + state),
        failure == null ? number(answer, settings.answer().snapshotId()).orElse(null) : null,
        rows.orElse(0L),
        number(answer, settings.answer().bytes()).orElse(0L),
        handle.submittedAt(),
        now,
        backupId,
        referenceTime,
        notes,
        Map.of());
  }

  private Optional<Instant> instant(JsonNode answer, List<String> notes) {
    Optional<String> text = text(answer, settings.answer().referenceTime());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.get().matches("[0-9]{1,15}")
              ? Instant.ofEpochMilli(Long.parseLong(text.get()))
              : Instant.parse(text.get()));
    } catch (DateTimeParseException e) {
      notes.add("The service's reference time cannot be read: '" + cut(text.get(), 80) + "'");
      return Optional.empty();
    }
  }

  private Optional<String> message(JsonNode answer) {
    return text(answer, settings.answer().message())
        .map(text -> cut(text.replaceAll("\\p{Cntrl}", " "), MESSAGE_LENGTH));
  }

  private static Optional<Long> number(JsonNode answer, String pointer) {
    return text(answer, pointer)
        .filter(text -> text.matches("-?[0-9]{1,19}"))
        .flatMap(
            text -> {
              try {
                return Optional.of(Long.parseLong(text));
              } catch (NumberFormatException tooLarge) {
                return Optional.empty();
              }
            });
  }

  /** A text, number or truth value as text; empty for anything else. */
  private static Optional<String> text(JsonNode answer, String pointer) {
    if (pointer == null) {
      return Optional.empty();
    }
    JsonNode node = answer.at(JsonPointer.compile(pointer));
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
